package dev.halftone.data;

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
 * <p>Stored values are kept as they are: no colour management, no rotation; palettes are looked up,
 * 16 bits keep their upper 8, transparency is dropped, CMYK loses its inks without a profile, and
 * what EXIF says of turning is passed over. All of it as Pillow's {@code convert("RGB")} and {@code
 * convert("L")} do, except that grey of 16 bits keeps its upper 8 as colours do: Pillow cuts it off
 * at 255, which leaves nothing to see.
 */
public final class Pictures {
    private static final long MOST_PIXELS = 100_000_000;

    private Pictures() {}

    /**
     * Decodes the first picture of a file.
     *
     * @param name the file as the user knows it, for messages
     * @throws ProblemException {@code broken-picture} when it is cut off, damaged, too large or of
     *     a kind that cannot be read
     */
    public static Picture decode(String name, byte[] file) {
        return unprofiled(name, Profiles.without(file));
    }

    private static Picture unprofiled(String name, byte[] file) {
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw broken(name, file.length == 0 ? "it is empty" : "it is of no known kind");
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

    private static Picture decode(String name, byte[] file, ImageReader reader) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
            throw broken(
                    name,
                    "it says to have %d million pixels, more than the %d million that are read"
                            .formatted(pixels / 1_000_000, MOST_PIXELS / 1_000_000));
        }
        if (Png.is(file) && !Png.isWhole(file)) {
            throw broken(name, "it is cut off or damaged");
        }
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        Picture picture = Cmyk.is(file) ? fourColors(reader, file) : plain(name, reader.read(0));
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

    private static Picture plain(String name, BufferedImage image) {
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
        int shift = shift(name, raster);
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] pixels = new byte[Math.multiplyExact(width * height, channels)];
        int[] row = new int[width * raster.getNumBands()];
        int bands = raster.getNumBands();
        for (int y = 0, at = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    pixels[at++] = (byte) (row[x * bands + c] >> shift);
                }
            }
        }
        return new Picture(width, height, channels, pixels);
    }

    private static int shift(String name, Raster raster) {
        return switch (raster.getTransferType()) {
            case DataBuffer.TYPE_BYTE, DataBuffer.TYPE_INT -> 0;
            case DataBuffer.TYPE_USHORT -> raster.getSampleModel().getSampleSize(0) - 8;
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
