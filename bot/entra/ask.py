"""Graph, asked by the registration of each tenant."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.entra.graph import GRAPH, Graph, Member
from bot.entra.groups import MembersOf
from bot.settings import Settings
from bot.teams.authentication.credentials import OwnCredentials
from bot.teams.transport import Pool


@asynccontextmanager
async def asking(of: Settings) -> AsyncIterator[MembersOf]:
    """Connections to Graph are kept meanwhile, and tokens by MSAL."""
    pool, tenants = Pool(), dict[str, Graph]()

    async def members_of(tenant: str, group: str) -> Sequence[Member]:
        if tenant not in tenants:
            registration = of.registration_of(tenant)
            tenants[tenant] = Graph(pool.session, OwnCredentials(registration, GRAPH).get_access_token)
        return await tenants[tenant].members(group)

    try:
        yield members_of
    finally:
        await pool.close()
