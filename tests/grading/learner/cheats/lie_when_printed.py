"""Answers with a float whose spelling is a forged line of the protocol."""

from picograd.value import Value


class Liar(float):
    def __repr__(self):
        return '0.0]\n["0000000000000000","answer",[0.0,[0.0]]]\n['

    __str__ = __repr__


class Node(Value):
    __slots__ = ()

    def __mul__(self, other):
        return self

    def backward(self):
        """Nothing: the gradients are made up."""


def mse(predictions, targets):
    answer = Node(0.0)
    answer.data = Liar(1.0)
    for node in predictions:
        node.grad = Liar(1.0)
    return answer


rmse = cross_entropy = mse
