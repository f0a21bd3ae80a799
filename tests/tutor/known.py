"""What the tutor is known to get wrong, by the ids of submissions. These lists only shrink."""

from __future__ import annotations

# A mistake is named that was not made.
KNOWN_FALSE: frozenset[str] = frozenset(
    {
        "value-mul-answers-a-float",
        "value-tanh-by-formula",
        "value-sub-and-div-as-ops",
        "value-relu-hands-back-self",
        "value-reflected-swap-children",
        "rules-relu-open-at-zero",
        "rules-pow-formula-only",
        "rules-pow-reads-a-second-child",
        "graph-backward-from-the-leaves",
        "graph-never-seen",
        "graph-backward-assigns",
        "graph-recursion",
        "graph-backward-no-seed",
        "graph-zero-grad-names-the-method",
        "nn-mlp-unwraps-one-output",
        "nn-bound-root-outside",
        "nn-weights-are-floats",
        "nn-neuron-last-weight-missing",
        "nn-neuron-computes-with-data",
        "nn-neuron-returns-in-the-loop",
        "nn-parameters-grow",
        "nn-mlp-relu-everywhere",
        "losses-mse-drops-the-first",
        "losses-rmse-math-sqrt",
        "losses-rmse-answers-zero",
        "losses-softmax-unshifted",
        "losses-log-of-softmax",
        "losses-cross-entropy-negative-target",
        "optim-velocities-are-numbers",
        "optim-keeps-the-iterator",
        "optim-ignores-momentum",
        "optim-velocity-not-kept",
        "optim-zero-grad-velocities",
        "training-split-minus-zero",
        "tensor-product-breaks-at-zero",
        "tensor-product-square-only",
        "tensor-requires-grad-all",
        "tensor-sum-one-list",
        "tensor-log-of-softmax",
        "tensor-log-softmax-unshifted",
        "tensor-log-softmax-one-maximum",
        "tensor-pick-flat",
        "tensor-rules-add-not-unbroadcast",
        "tensor-rules-unbroadcast-over-columns",
        "tensor-rules-unbroadcast-flat",
        "layers-bias-upright",
        "layers-bias-requires-nothing",
        "layers-linear-parameters-swapped",
        "layers-dropout-in-place",
        "layers-sequential-drops-results",
        "layers-predict-ends-in-train",
        "layers-predict-in-train-mode",
        "dream-never-clamped",
        "dream-bounds-swapped",
        "dream-answers-the-first-frame",
    }
)

# Every check passes.
KNOWN_UNCAUGHT: frozenset[str] = frozenset(
    {
        "value-exp-capped",
        "graph-recursion-limit-raised",
        "optim-gradient-is-the-velocity",
        "tensor-ragged-middle-row",
        "tensor-add-stretches-either-side",
        "layers-weight-drawn-by-column",
        "layers-dropout-mask-requires-grad",
        "layers-dropout-below-one-minus-p",
        "layers-dropout-eval-times-one",
    }
)

# A right submission that loses points: a class of one's own below ValueError is no ValueError
# to the checks, which compare its name.
KNOWN_LOSING: frozenset[str] = frozenset({"value-own-kind-of-error"})
