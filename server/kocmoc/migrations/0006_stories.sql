-- Stories, and who has seen them.
select;
