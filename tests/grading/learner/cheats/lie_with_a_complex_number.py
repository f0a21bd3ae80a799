"""Answers with a complex number."""

from picograd.value import Value


class Node(Value):
    __slots__ = ()

    def __mul__(self, other):
        return self

    def backward(self):
        """Nothing: the gradients are made up."""


def mse(predictions, targets):
    answer = Node(0.0)
    answer.data = 0j
    for node in predictions:
        node.grad = 0j
    return answer


rmse = cross_entropy = mse
