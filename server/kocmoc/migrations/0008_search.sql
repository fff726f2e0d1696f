-- What messages are found by.
select;
