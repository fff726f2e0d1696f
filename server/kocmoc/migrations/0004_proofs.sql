-- How people prove who they are beside a password: codes by mail, second factors, invitations.
select;
