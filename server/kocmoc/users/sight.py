"""Through whose eyes people are seen: the columns of a person, and whether the viewer may know when they are here."""

# $1 is the viewer: whether they may know when this person is and was here.
IS_SHOWN = """(
        u.id = $1 or not exists (
            select from blocks b where b.user_id = u.id and b.blocked_id = $1
        ) and case coalesce(u.settings ->> 'last_seen', 'everyone')
            when 'everyone' then true
            when 'chats' then exists (
                select from members mine
                join members theirs on theirs.chat_id = mine.chat_id and theirs.user_id = u.id
                join chats c on c.id = mine.chat_id
                where mine.user_id = $1 and c.type in ('direct', 'group')
            )
            else false
        end
)"""

SEEN = f"""
        u.id, u.username, u.display_name, u.bio, u.avatar, u.is_bot, u.last_seen_at, {IS_SHOWN} as is_shown
"""
