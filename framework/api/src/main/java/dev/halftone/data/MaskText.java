package dev.halftone.data;

import java.util.Arrays;

/**
 * COCO's compressed run lengths: from the fourth on each as the difference to the one before the
 * last, five bits at a time, lowest first, in the characters from '0' on; a sixth bit says that
 * more follow.
 */
final class MaskText {
    private static final int MOST_GROUPS = 7;

    private MaskText() {}

    static int[] read(String text) {
        int[] counts = new int[text.length()];
        int n = 0;
        int at = 0;
        while (at < text.length()) {
            long value = 0;
            int group;
            int shift = 0;
            do {
                group = at < text.length() ? text.charAt(at++) - '0' : -1;
                if (group < 0 || group > 63 || shift >= 5 * MOST_GROUPS) {
                    throw new IllegalArgumentException("it is no text of compressed runs");
                }
                value |= (long) (group & 31) << shift;
                shift += 5;
            } while ((group & 32) != 0);
            value |= (group & 16) == 0 ? 0 : -1L << shift;
            value += n > 2 ? counts[n - 2] : 0;
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a run length is below zero or too large");
            }
            counts[n++] = (int) value;
        }
        return Arrays.copyOf(counts, n);
    }

    static String write(int[] counts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < counts.length; i++) {
            int rest = i > 2 ? counts[i] - counts[i - 2] : counts[i];
            boolean more;
            do {
                int group = rest & 31;
                rest >>= 5;
                more = (group & 16) != 0 ? rest != -1 : rest != 0;
                text.append((char) ('0' + (more ? group | 32 : group)));
            } while (more);
        }
        return text.toString();
    }
}
