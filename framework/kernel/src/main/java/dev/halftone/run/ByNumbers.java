package dev.halftone.run;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Orders keys so that {@code quantize[2]} comes before {@code quantize[10]}. */
final class ByNumbers implements Comparator<String> {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    @Override
    public int compare(String a, String b) {
        int padded = padded(a).compareTo(padded(b));
        return padded != 0 ? padded : a.compareTo(b);
    }

    private static String padded(String key) {
        Matcher numbers = NUMBER.matcher(key);
        return numbers.replaceAll(n -> String.format("%018d", Long.parseLong(n.group())));
    }
}
