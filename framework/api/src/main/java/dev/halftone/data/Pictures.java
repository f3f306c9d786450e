package dev.halftone.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes files of pictures: JPEG, PNG, GIF, BMP and TIFF.
 *
 * <p>Values are as stored: no colour management; palettes are looked up, transparency is dropped,
 * CMYK loses its inks without a profile. Colours of 16 bits keep their upper 8; grey of 16 bits is
 * cut off at 255. TIFF is turned as its tag says, other kinds only where it is asked for. All of it
 * as Pillow 13 does, with {@code convert("RGB")} and {@code convert("L")}.
 */
public final class Pictures {
    private static final long MOST_PIXELS = 100_000_000;

    /** Deflate packs 1032 bytes into one, each of 8 pixels at most; only faxes pack more. */
    private static final long MOST_PIXELS_PER_BYTE = 8 * 1032;

    private Pictures() {}

    /**
     * Decodes the first picture of a file and turns it as EXIF says that it was taken, as {@code
     * ImageOps.exif_transpose} of Pillow does. Phones store pictures lying and say how they lie.
     *
     * @param name the file as the user knows it, for messages
     * @throws ProblemException {@code broken-picture} as {@link #decode} does
     */
    public static Picture upright(String name, byte[] file) {
        Picture stored = decode(name, file);
        return Orientation.isTiff(file) ? stored : Orientation.turned(stored, Orientation.of(file));
    }

    /**
     * Decodes the first picture of a file, as stored.
     *
     * @param name the file as the user knows it, for messages
     * @throws ProblemException {@code broken-picture} when it is cut off, damaged, too large or of
     *     a kind that cannot be read
     */
    public static Picture decode(String name, byte[] file) {
        Picture stored = unprofiled(name, Profiles.without(file));
        return Orientation.isTiff(file) ? Orientation.turned(stored, Orientation.of(file)) : stored;
    }

    private static Picture unprofiled(String name, byte[] file) {
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw broken(name, kind(file));
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return decode(name, file, reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof ProblemException problem) {
                throw problem;
            }
            throw new ProblemException(problem(name, reason(e)), e);
        }
    }

    private static String kind(byte[] file) {
        String start = new String(file, 0, Math.min(12, file.length), ISO_8859_1);
        String known =
                start.startsWith("RIFF") && start.endsWith("WEBP")
                        ? "WebP"
                        : start.startsWith("ftyp", 4)
                                ? "HEIC or AVIF"
                                : start.matches("(?s)P[1-7]\\s.*") ? "PNM" : "";
        return file.length == 0
                ? "it is empty"
                : known.isEmpty()
                        ? "it is of no known kind"
                        : "it is " + known + ", not JPEG, PNG, GIF, BMP or TIFF";
    }

    private static Picture decode(String name, byte[] file, ImageReader reader) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
            throw broken(
                    name,
                    "it says to have %d million pixels, more than the %d million that are read"
                            .formatted(pixels / 1_000_000, MOST_PIXELS / 1_000_000));
        }
        boolean tooShort = pixels / MOST_PIXELS_PER_BYTE > file.length && !Orientation.isTiff(file);
        if (tooShort || Png.is(file) && !Png.isWhole(file)) {
            throw broken(name, "it is cut off or damaged");
        }
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        Picture picture =
                Cmyk.is(file) ? fourColors(reader, file) : plain(name, file, reader.read(0));
        if (warnings.stream().anyMatch(Pictures::saysItIsIncomplete)) {
            throw broken(name, "it is cut off or damaged");
        }
        return picture;
    }

    /** The platform's reader knows no colours for these, but gives their stored values. */
    private static Picture fourColors(ImageReader reader, byte[] file) throws IOException {
        Raster raster = reader.readRaster(0, null);
        if (raster.getNumBands() != 4) {
            throw new IOException("Unsupported Image Type");
        }
        return Cmyk.picture(raster, file);
    }

    /** Readers only warn where data is missing, and fill the rest with grey. */
    private static boolean saysItIsIncomplete(String warning) {
        String words = warning.toLowerCase(Locale.ROOT);
        boolean harmless = words.contains("extraneous") || words.contains("profile");
        return !harmless
                && (words.contains("premature")
                        || words.contains("truncated")
                        || words.contains("corrupt"));
    }

    private static Picture plain(String name, byte[] file, BufferedImage image) {
        ColorModel colors = image.getColorModel();
        Raster raster = image.getRaster();
        if (colors instanceof IndexColorModel palette) {
            return lookedUp(raster, palette);
        }
        int channels = colors.getNumColorComponents();
        if (channels != 1 && channels != 3) {
            throw broken(
                    name, "it has " + channels + " colour channels (CMYK, it seems), not 1 or 3");
        }
        int[] bits = bits(name, raster);
        boolean cutOff = channels == 1 && bits[0] > 8 && !Png.isTransparentGrey(file);
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] pixels = new byte[Math.multiplyExact(width * height, channels)];
        int[] row = new int[width * raster.getNumBands()];
        int bands = raster.getNumBands();
        for (int y = 0, at = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    int value = row[x * bands + c];
                    pixels[at++] = (byte) (cutOff ? Math.min(value, 255) : level(value, bits[c]));
                }
            }
        }
        return new Picture(width, height, channels, pixels);
    }

    private static int level(int value, int bits) {
        return bits > 8 ? value >> bits - 8 : value * 255 / ((1 << bits) - 1);
    }

    private static int[] bits(String name, Raster raster) {
        return switch (raster.getTransferType()) {
            case DataBuffer.TYPE_BYTE, DataBuffer.TYPE_INT, DataBuffer.TYPE_USHORT ->
                    raster.getSampleModel().getSampleSize();
            default -> throw broken(name, "its values are not whole numbers of 8 or 16 bits");
        };
    }

    private static Picture lookedUp(Raster raster, IndexColorModel palette) {
        boolean grey =
                IntStream.range(0, palette.getMapSize())
                        .map(palette::getRGB)
                        .allMatch(c -> (c >> 16 & 255) == (c & 255) && (c >> 8 & 255) == (c & 255));
        int channels = grey ? 1 : 3;
        int width = raster.getWidth();
        byte[] pixels = new byte[Math.multiplyExact(width * raster.getHeight(), channels)];
        int[] row = new int[width];
        for (int y = 0, at = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int index : row) {
                int color = palette.getRGB(index);
                for (int c = 0; c < channels; c++) {
                    pixels[at++] = (byte) (color >> 16 - 8 * c);
                }
            }
        }
        return new Picture(width, raster.getHeight(), channels, pixels);
    }

    private static String reason(Exception e) {
        String words = String.valueOf(e.getMessage());
        return words.contains("Unsupported Image Type")
                ? "its colours are not among those that are read"
                : "it is cut off or damaged";
    }

    private static ProblemException broken(String name, String reason) {
        return new ProblemException(problem(name, reason));
    }

    private static Problem problem(String name, String reason) {
        return Problem.of("broken-picture", "the picture '" + name + "' cannot be read: " + reason);
    }
}
