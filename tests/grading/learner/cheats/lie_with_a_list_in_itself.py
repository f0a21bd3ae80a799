"""Answers with a list that contains itself."""

from picograd.value import Value

ENDLESS = []
ENDLESS.append(ENDLESS)


class Node(Value):
    __slots__ = ()

    def __mul__(self, other):
        return self

    def backward(self):
        """Nothing: the gradients are made up."""


def mse(predictions, targets):
    answer = Node(0.0)
    answer.data = ENDLESS
    for node in predictions:
        node.grad = ENDLESS
    return answer


rmse = cross_entropy = mse
