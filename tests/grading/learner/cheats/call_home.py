"""Connects to a server on this machine to fetch the answers."""

import socket

with socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=2) as connection:
    connection.sendall(b"@MARK@")
    exec(connection.recv(65536))
