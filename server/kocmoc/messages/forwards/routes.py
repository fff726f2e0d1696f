"""HTTP in, HTTP out."""

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.messages.actions import Messages
from kocmoc.messages.errors import ChatNotFound, JournalFull, MessageNotFound, NotAccepted, TooFast
from kocmoc.messages.forwards import Forwarded, Forwarding
from kocmoc.uploads import FileNotFound


@post(
    "/messages/{message_id:str}/forward",
    opt=refuses(
        MessageNotFound, ChatNotFound, Forbidden, NotAccepted, FileNotFound, TooFast, JournalFull, statuses=(200,)
    ),
    tags=["Messages"],
)
async def forward(
    message_id: FromPath[str],
    data: JSONBody[Forwarding],
    me: NamedDependency[Principal],
    messages: NamedDependency[Messages],
) -> Response[Forwarded]:
    """Show a message elsewhere: 201 when any of the chats has it now for the first time, else 200."""
    receipts = await messages.forward(me.id, message_id, data)
    is_new = any(receipt.is_new for receipt in receipts)
    return Response(Forwarded([receipt.message for receipt in receipts]), status_code=201 if is_new else 200)


ROUTES = [forward]
