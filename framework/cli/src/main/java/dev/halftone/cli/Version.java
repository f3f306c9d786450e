package dev.halftone.cli;

import java.util.Optional;

/** Which Halftone this is. */
final class Version {

    private Version() {}

    /** As the jar says; classes outside a jar have none. */
    static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(unpacked classes)");
    }
}
