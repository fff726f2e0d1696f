-- What administrators do, written down.
select;
