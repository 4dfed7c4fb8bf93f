"""The stream's own configuration."""

from nats.aio.client import Client
from nats.js.api import DiscardPolicy, StorageType

from bilezik import stream


async def test_the_stream_is_on_disk_refuses_when_full_and_can_be_given_other_limits(nc: Client) -> None:
    await stream.ensure(nc, stream.Limits(max_bytes=50_000_000, max_age_s=3600))
    await stream.ensure(nc, stream.Limits(max_bytes=50_000_000, max_age_s=3600))
    config = (await nc.jetstream().stream_info(stream.STREAM)).config
    assert config.storage == StorageType.FILE
    assert config.discard == DiscardPolicy.NEW
    assert config.max_bytes == 50_000_000
    assert config.max_age == 3600
    assert config.duplicate_window == 600
    assert config.deny_delete
