package dev.halftone.detect;

import dev.halftone.data.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what a YOLOX network says of a frame: for each cell of three grids the place of a box in
 * the cell, the logarithm of its size in cells, how sure it is that there is something, and how
 * sure of each category. Of a cell the surest category counts; of boxes of one category that share
 * more than they may, the surest one stays.
 *
 * <p>Source: Z. Ge et al., YOLOX, arXiv:2107.08430; {@code demo_postprocess} and {@code
 * postprocess} of github.com/Megvii-BaseDetection/YOLOX. Of equal scores the earlier cell comes
 * first.
 *
 * @param width of the frame, pixels
 * @param height of the frame, pixels
 * @param categories that it tells apart
 */
record Yolox(int width, int height, int categories) {
    private static final int[] STRIDES = {8, 16, 32};

    /** Numbers of a cell before those of the categories: place, size, something. */
    static final int BEFORE = 5;

    /** How many cells all grids of a frame have. */
    static long cells(int width, int height) {
        long cells = 0;
        for (int stride : STRIDES) {
            cells += (long) (width / stride) * (height / stride);
        }
        return cells;
    }

    /**
     * The boxes, the surest first.
     *
     * @param raw of all cells, row by row, the grid of the smallest cells first
     * @param ratio how many pixels of the frame one of the picture became
     * @param least score
     * @param overlap most that two boxes of one category may share
     */
    List<Found> found(float[] raw, double ratio, double least, double overlap) {
        List<Found> all = new ArrayList<>();
        int at = 0;
        for (int stride : STRIDES) {
            for (int y = 0; y < height / stride; y++) {
                for (int x = 0; x < width / stride; x++) {
                    int category = surest(raw, at + BEFORE);
                    float score = raw[at + BEFORE - 1] * raw[at + BEFORE + category];
                    if (score >= least) {
                        all.add(new Found(box(raw, at, x, y, stride, ratio), score, category));
                    }
                    at += BEFORE + categories;
                }
            }
        }
        all.sort(Comparator.comparingDouble(Found::score).reversed());
        return apart(all, overlap);
    }

    private int surest(float[] raw, int from) {
        int surest = 0;
        for (int i = 1; i < categories; i++) {
            surest = raw[from + i] > raw[from + surest] ? i : surest;
        }
        return surest;
    }

    private static Box box(float[] raw, int at, int x, int y, int stride, double ratio) {
        double across = Math.exp(raw[at + 2]) * stride / ratio;
        double down = Math.exp(raw[at + 3]) * stride / ratio;
        double middle = (raw[at] + x) * stride / ratio;
        double centre = (raw[at + 1] + y) * stride / ratio;
        return new Box(middle - across / 2, centre - down / 2, across, down);
    }

    private static List<Found> apart(List<Found> sorted, double overlap) {
        Map<Integer, List<Found>> kept = new HashMap<>();
        List<Found> all = new ArrayList<>();
        for (Found one : sorted) {
            List<Found> alike = kept.computeIfAbsent(one.category(), any -> new ArrayList<>());
            if (alike.stream().noneMatch(o -> o.box().iou(one.box(), false) > overlap)) {
                alike.add(one);
                all.add(one);
            }
        }
        return all;
    }
}
