package dev.halftone.data;

import java.util.Arrays;

/** Walks along the runs of masks, of one or of two at once. */
final class Overlap {

    private Overlap() {}

    /** Two masks, cut where either changes. */
    private static final class Walk {
        private final int[] a;
        private final int[] b;
        private int leftOfA;
        private int leftOfB;
        private int nextA = 1;
        private int nextB = 1;
        private boolean insideA;
        private boolean insideB;

        Walk(Mask first, Mask second) {
            a = first.shared();
            b = second.shared();
            leftOfA = a[0];
            leftOfB = b[0];
        }

        /** How far both stay as they are. */
        int length() {
            return Math.min(leftOfA, leftOfB);
        }

        /** Goes on by as much; whether anything is left. */
        boolean go(int length) {
            leftOfA -= length;
            if (leftOfA == 0 && nextA < a.length) {
                leftOfA = a[nextA++];
                insideA = !insideA;
            }
            leftOfB -= length;
            if (leftOfB == 0 && nextB < b.length) {
                leftOfB = b[nextB++];
                insideB = !insideB;
            }
            return leftOfA > 0 || leftOfB > 0;
        }
    }

    static long shared(Mask first, Mask second) {
        Walk walk = new Walk(first, second);
        long shared = 0;
        boolean more = true;
        while (more) {
            int length = walk.length();
            shared += walk.insideA && walk.insideB ? length : 0;
            more = walk.go(length);
        }
        return shared;
    }

    static double iou(Mask found, Mask truth, boolean crowd) {
        if (found.width() != truth.width() || found.height() != truth.height()) {
            return -1;
        }
        long shared = shared(found, truth);
        if (shared == 0) {
            return 0;
        }
        long all = crowd ? found.area() : found.area() + truth.area() - shared;
        return (double) shared / all;
    }

    static Mask union(Mask first, Mask second) {
        if (first.width() != second.width() || first.height() != second.height()) {
            throw new IllegalArgumentException("masks of one picture are of one size");
        }
        int[] counts = new int[first.shared().length + second.shared().length + 1];
        Walk walk = new Walk(first, second);
        int n = 0;
        int run = 0;
        boolean inside = false;
        boolean more = true;
        while (more) {
            int length = walk.length();
            run += length;
            more = walk.go(length);
            boolean now = walk.insideA || walk.insideB;
            if (now != inside || !more) {
                counts[n++] = run;
                run = 0;
            }
            inside = now;
        }
        return new Mask(first.width(), first.height(), Arrays.copyOf(counts, n));
    }

    static Box box(Mask mask) {
        int[] counts = mask.shared();
        int height = mask.height();
        int left = mask.width();
        int top = height;
        int right = 0;
        int bottom = 0;
        int at = 0;
        for (int i = 0; i < counts.length; at += counts[i++]) {
            if (i % 2 == 0 || counts[i] == 0) {
                continue;
            }
            int last = at + counts[i] - 1;
            left = Math.min(left, at / height);
            right = Math.max(right, last / height);
            boolean oneColumn = at / height == last / height;
            top = oneColumn ? Math.min(top, at % height) : 0;
            bottom = oneColumn ? Math.max(bottom, last % height) : height - 1;
        }
        return left == mask.width()
                ? new Box(0, 0, 0, 0)
                : new Box(left, top, right - left + 1, bottom - top + 1);
    }
}
