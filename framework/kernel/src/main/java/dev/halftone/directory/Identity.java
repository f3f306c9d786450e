package dev.halftone.directory;

import dev.halftone.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The name of a run directory: {@code <name>-<8 hex>}, the same for runs that must give the same
 * numbers and another for all others.
 *
 * @param name of the experiment
 * @param facts everything that decides the numbers, as plain values
 */
public record Identity(String name, Map<String, Object> facts) {

    public String id() {
        return name + "-" + sha256(Json.line(facts)).substring(0, 8);
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
