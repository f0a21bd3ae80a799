"""Makes a socket with the innermost function of the socket module."""

import _socket

for kind in (_socket.SOCK_STREAM, _socket.SOCK_DGRAM):
    connection = _socket.socket(_socket.AF_INET, kind)
    connection.connect(("127.0.0.1", int("@PORT@")))
    connection.send(b"@MARK@")
