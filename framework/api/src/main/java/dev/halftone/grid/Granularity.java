package dev.halftone.grid;

/**
 * How many values share one scale: {@code tensor}, {@code channel}, or {@code group-64} (that many
 * neighbours along the last dimension).
 *
 * @param kind what shares
 * @param size values per group; 0 unless grouped
 */
public record Granularity(Kind kind, int size) {

    public static final Granularity TENSOR = new Granularity(Kind.TENSOR, 0);
    public static final Granularity CHANNEL = new Granularity(Kind.CHANNEL, 0);

    /** What shares a scale. */
    public enum Kind {
        TENSOR,
        CHANNEL,
        GROUP
    }

    /**
     * Reads {@code tensor}, {@code channel} or {@code group-N}.
     *
     * @throws IllegalArgumentException saying what is expected
     */
    public static Granularity parse(String text) {
        if (text.equals("tensor")) {
            return TENSOR;
        }
        if (text.equals("channel")) {
            return CHANNEL;
        }
        if (text.matches("group-[1-9][0-9]{0,5}")) {
            return new Granularity(Kind.GROUP, Integer.parseInt(text.substring(6)));
        }
        throw new IllegalArgumentException("tensor, channel or group-N with N values per group");
    }

    @Override
    public String toString() {
        return switch (kind) {
            case TENSOR -> "tensor";
            case CHANNEL -> "channel";
            case GROUP -> "group-" + size;
        };
    }
}
