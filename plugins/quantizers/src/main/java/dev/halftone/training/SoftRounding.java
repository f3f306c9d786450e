package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.halftone.grid.Affine;
import dev.halftone.quantize.Bookmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One weight whose rounding is learned: AdaRound (Nagel et al., ICML 2020). ŵ = s·(clamp(⌊w/s⌋ +
 * h(α) + z, low, high) − z) with h(α) = clamp(1.2·σ(α) − 0.1, 0, 1), at first where w is; the
 * regulariser λ·Σ(1 − |2h − 1|^β) drives h to 0 or 1; in the end h is 1 where α ≥ 0, else 0.
 *
 * <p>The engine differentiates down to ŵ. The rest of the way to α, the regulariser's part and
 * Adam's step are done piece by piece, so that thirty operations cost a few passes through memory.
 */
final class SoftRounding {
    private static final long PIECE = 65536;

    private final Shape shape;
    private final NDArray soft;
    private final NDArray alpha;
    private final NDArray first;
    private final NDArray second;
    private final NDArray gate;
    private final NDArray floor;
    private final NDArray span;
    private final List<Piece> pieces = new ArrayList<>();

    /** Views of one stretch of every vector: ŵ, α, Adam's means, h, and ŵ = floor + span·h. */
    private record Piece(
            NDArray soft,
            NDArray alpha,
            NDArray first,
            NDArray second,
            NDArray gate,
            NDArray floor,
            NDArray span) {

        private static Piece of(List<NDArray> v) {
            return new Piece(v.get(0), v.get(1), v.get(2), v.get(3), v.get(4), v.get(5), v.get(6));
        }

        private void lend(NDManager scope) {
            scope.tempAttachAll(soft, alpha, first, second, gate, floor, span);
        }
    }

    /**
     * @param weight as it is in float
     * @param manager owns what is made
     */
    SoftRounding(NDArray weight, Affine grid, NDManager manager) {
        shape = weight.getShape();
        try (NDManager scratch = manager.newSubManager()) {
            Expansion expansion = new Expansion(grid, shape, scratch);
            NDArray scale = expansion.of(grid.scale());
            NDArray zero = expansion.of(grid.zeroPoint());
            NDArray codes = weight.div(scale);
            codes.attach(scratch);
            NDArray down = codes.floor();
            NDArray least = zero.neg().add(grid.low());
            NDArray most = zero.neg().add(grid.high());
            // Between two codes h has a say; beyond the last one the last one stands.
            NDArray within = down.gte(least).logicalAnd(down.add(1).lte(most));
            floor = kept(down.maximum(least).minimum(most).mul(scale), manager);
            span = kept(scale.mul(within.toType(scale.getDataType(), false)), manager);
            NDArray rest = codes.sub(down).add(0.1).div(1.2);
            alpha = kept(rest.pow(-1).sub(1).log().neg(), manager);
            gate = kept(gate(alpha.duplicate()), manager);
            soft = kept(gate.mul(span).add(floor), manager);
            first = kept(alpha.zerosLike(), manager);
            second = kept(alpha.zerosLike(), manager);
        }
        cut();
    }

    private static NDArray kept(NDArray array, NDManager manager) {
        NDArray flat = array.flatten().duplicate();
        flat.attach(manager);
        return flat;
    }

    /** h of α, made where α lies. */
    private static NDArray gate(NDArray alpha) {
        return Activation.sigmoid(alpha).muli(1.2).subi(0.1).clip(0, 1);
    }

    private void cut() {
        List<NDList> views = new ArrayList<>();
        for (NDArray vector : List.of(soft, alpha, first, second, gate, floor, span)) {
            views.add(split(vector));
        }
        for (int i = 0; i < views.get(0).size(); i++) {
            int at = i;
            pieces.add(Piece.of(views.stream().map(list -> list.get(at)).toList()));
        }
    }

    private static NDList split(NDArray vector) {
        int count = (int) ((vector.size() + PIECE - 1) / PIECE);
        long[] ends = new long[count - 1];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = (i + 1) * PIECE;
        }
        return count == 1 ? new NDList(vector.flatten()) : vector.split(ends);
    }

    /** ŵ as a leaf to differentiate with respect to; the caller closes it. */
    NDArray leaf(NDManager scope) {
        NDArray leaf = soft.stopGradient().reshape(shape);
        leaf.attach(scope);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /**
     * One step of Adam (β = 0.9 and 0.999).
     *
     * @param gradient of the loss with respect to ŵ
     * @param lambda factor of the regulariser, 0 without
     * @param beta its exponent
     * @param step from 0
     */
    void step(NDArray gradient, double lambda, double beta, double rate, long step) {
        NDArray flat = gradient.flatten();
        NDList stretches = split(flat);
        for (int i = 0; i < pieces.size(); i++) {
            try (NDManager scope = gradient.getManager().newSubManager()) {
                Piece piece = pieces.get(i);
                piece.lend(scope);
                stretches.get(i).attach(scope);
                NDArray slope = slope(piece, stretches.get(i), lambda, beta);
                move(piece, slope, rate, step);
            }
        }
        flat.close();
    }

    /** The gradient with respect to α; sets {@code gradient} to it. */
    private static NDArray slope(Piece piece, NDArray gradient, double lambda, double beta) {
        NDArray slope = gradient.mul(piece.span);
        NDArray sign = piece.gate.mul(2).subi(1);
        NDArray size = sign.abs();
        NDArray free = size.lt(1);
        if (lambda > 0) {
            sign.signi().muli(size.powi(beta - 1)).muli(2 * lambda * beta);
            slope.subi(sign);
        }
        slope.muli(piece.gate.add(0.1)).muli(piece.gate.mul(-1).addi(1.1)).divi(1.2);
        return slope.muli(free.toType(slope.getDataType(), false));
    }

    private static void move(Piece piece, NDArray slope, double rate, long step) {
        piece.first.muli(0.9).addi(slope.mul(0.1));
        piece.second.muli(0.999).addi(slope.square().muli(0.001));
        NDArray root = piece.second.div(1 - Math.pow(0.999, step + 1)).sqrt().addi(1e-8);
        NDArray move = piece.first.div(1 - Math.pow(0.9, step + 1)).divi(root);
        piece.alpha.subi(move.muli(rate));
        open(piece);
    }

    /** Makes h and ŵ what α says. */
    private static void open(Piece piece) {
        NDArray gate = gate(piece.alpha);
        piece.gate.subi(piece.gate).addi(gate);
        piece.soft.subi(piece.soft).addi(gate.muli(piece.span)).addi(piece.floor);
    }

    /** Σ(1 − |2h − 1|^β): how far the rounding is from a decision. */
    double undecided(double beta) {
        try (NDManager scope = soft.getManager().newSubManager()) {
            NDArray size = gate.mul(2);
            size.attach(scope);
            return size.size() - size.subi(1).abs().powi(beta).sum().getFloat();
        }
    }

    /** The weight with every rounding decided. */
    NDArray hard(NDManager owner) {
        try (NDManager scope = soft.getManager().newSubManager()) {
            NDArray up = alpha.gte(0);
            up.attach(scope);
            NDArray hard = up.toType(span.getDataType(), false).muli(span).addi(floor);
            NDArray result = hard.reshape(shape).duplicate();
            result.attach(owner);
            return result;
        }
    }

    /** What is needed to go on, under names that begin alike. */
    Map<String, NDArray> page(String prefix) {
        return Map.of(
                prefix + "/alpha", alpha, prefix + "/first", first, prefix + "/second", second);
    }

    /** Goes on from a page. */
    void restore(Bookmark.Page page, String prefix) {
        alpha.subi(alpha).addi(page.arrays().get(prefix + "/alpha"));
        first.subi(first).addi(page.arrays().get(prefix + "/first"));
        second.subi(second).addi(page.arrays().get(prefix + "/second"));
        for (Piece piece : pieces) {
            try (NDManager scope = soft.getManager().newSubManager()) {
                piece.lend(scope);
                open(piece);
            }
        }
    }
}
