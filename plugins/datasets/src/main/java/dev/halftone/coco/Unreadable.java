package dev.halftone.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens files of JSON, and tells what is wrong with them. */
final class Unreadable {
    static final String CODE = "bad-annotations";

    private Unreadable() {}

    /** Reads a file piece by piece. */
    @FunctionalInterface
    interface Reading<T> {
        T read(JsonReader in) throws IOException;
    }

    /** Opens a file, has it read to its end, and closes it. */
    static <T> T read(Path file, Reading<T> reading) {
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                JsonReader in = new JsonReader(text)) {
            // Python writes NaN, which strict JSON does not know; it is told in our own words.
            in.setStrictness(com.google.gson.Strictness.LENIENT);
            T value = reading.read(in);
            if (in.peek() != JsonToken.END_DOCUMENT) {
                throw problem("'" + file + "' goes on after its end");
            }
            return value;
        } catch (CharacterCodingException e) {
            throw caused(file, "is not UTF-8 text", e);
        } catch (EOFException e) {
            throw caused(file, "is cut off", e);
        } catch (MalformedJsonException | IllegalStateException | NumberFormatException e) {
            throw caused(file, "is not the JSON it should be" + place(e), e);
        } catch (IOException e) {
            throw missing(file, e);
        }
    }

    private static ProblemException missing(Path file, IOException cause) {
        if (Files.isRegularFile(file)) {
            return caused(file, "cannot be read", cause);
        }
        return new ProblemException(
                Problem.of("missing-file", "there is no file '" + file + "'"), cause);
    }

    private static ProblemException caused(Path file, String what, Exception cause) {
        return new ProblemException(Problem.of(CODE, "'" + file + "' " + what), cause);
    }

    static ProblemException problem(String message) {
        return new ProblemException(Problem.of(CODE, message));
    }

    static ProblemException entry(String where, String key, RuntimeException cause) {
        String what = key.isEmpty() ? where : "'" + key + "' of " + where;
        String words = String.valueOf(cause.getMessage());
        boolean ours = cause.getClass() == IllegalArgumentException.class;
        return new ProblemException(
                Problem.of(CODE, what + " cannot be read: " + (ours ? words : shape(words))),
                cause);
    }

    /** The parser says what it expected and found in the names of its tokens. */
    private static String shape(String words) {
        String plain = words.replaceAll(" at line.*", "").replaceAll("(?s)\\n.*", "");
        return plain.contains("Expected")
                ? plain.substring(plain.indexOf("Expected"))
                        .replaceAll("BEGIN_OBJECT|END_OBJECT", "an object")
                        .replaceAll("BEGIN_ARRAY|END_ARRAY", "a list")
                        .replace("an int ", "a whole number below 2^31 ")
                        .replace("a long ", "a whole number below 2^63 ")
                        .replace("a double ", "a number ")
                        .toLowerCase(Locale.ROOT)
                : "it is of the wrong kind";
    }

    private static String place(Exception e) {
        Matcher place =
                Pattern.compile("at line \\d+ column \\d+").matcher(String.valueOf(e.getMessage()));
        return place.find() ? " " + place.group() : "";
    }
}
