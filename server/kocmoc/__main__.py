from kocmoc.cli import main

main()
