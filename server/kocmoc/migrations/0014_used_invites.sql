-- Invitations that have let in as many as they may are swept like those that are over.

create index chat_invites_used_up on chat_invites (created_at) where uses = max_uses;
