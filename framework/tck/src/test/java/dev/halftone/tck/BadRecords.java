package dev.halftone.tck;

import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Site;

/** Plugins that are no good values, each in one way. */
public final class BadRecords {

    private BadRecords() {}

    private static Grid eightBits(Distribution seen) {
        return Affine.covering(seen.range(), 8, false);
    }

    /** Nothing wrong with it. */
    @Quantizer(id = "good", doc = "Eight bits.")
    public record Good(@Param(doc = "Bits per value.", byDefault = "8", min = 2, max = 16) int bits)
            implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return Affine.covering(seen.range(), bits, false);
        }
    }

    @Quantizer(id = "mumbling", doc = "eight bits")
    public record Mumbling() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return eightBits(seen);
        }
    }

    @Quantizer(id = "mute", doc = "Eight bits.")
    public record Mute(@Param(doc = "", byDefault = "8") int bits) implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return eightBits(seen);
        }
    }

    @Quantizer(id = "demanding", doc = "Eight bits.")
    public record Demanding(@Param(doc = "Must be given.") int bits) implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return eightBits(seen);
        }
    }

    @Quantizer(id = "proud", doc = "Eight bits.")
    public record Proud() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return eightBits(seen);
        }

        @Override
        public boolean equals(Object other) {
            return false;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Quantizer(id = "growing", doc = "Eight bits.")
    public record Growing(@Param(doc = "Grows.", byDefault = "a") Longer text)
            implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return eightBits(seen);
        }
    }

    /** Is longer whenever it is read. */
    public record Longer(String text) {
        public static Longer parse(String text) {
            return new Longer(text + "a");
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
