from sqlalchemy import Engine, text

from deploy.cluster import Cluster


def test_the_private_server_listens_on_its_socket_only(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SHOW listen_addresses")).scalar_one() == ""


def test_a_second_start_finds_the_server_running(cluster: Cluster) -> None:
    assert cluster.running
    assert cluster.start() is False
