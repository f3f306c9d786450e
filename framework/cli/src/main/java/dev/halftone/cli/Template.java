package dev.halftone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** Files that {@code new} writes, with {@code @WORDS@} to be filled in. */
final class Template {

    private Template() {}

    /** A template with its words filled in; versions are those of this build. */
    static String filled(String name, Map<String, String> words) {
        Map<String, String> all = new HashMap<>(versions());
        all.putAll(words);
        String text = read(name);
        for (Map.Entry<String, String> word : all.entrySet()) {
            text = text.replace("@" + word.getKey() + "@", word.getValue());
        }
        return text;
    }

    private static Map<String, String> versions() {
        Properties properties = new Properties();
        try (InputStream in = open("versions.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> versions = new HashMap<>();
        properties.forEach(
                (key, value) ->
                        versions.put(key.toString().toUpperCase(Locale.ROOT), value.toString()));
        return versions;
    }

    private static String read(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = Template.class.getResourceAsStream("new/" + name);
        if (in == null) {
            throw new IllegalStateException("no template " + name);
        }
        return in;
    }
}
