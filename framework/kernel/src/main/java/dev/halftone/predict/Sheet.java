package dev.halftone.predict;

import dev.halftone.data.Picture;
import dev.halftone.data.Prompt;
import dev.halftone.data.Prompt.Point;
import dev.halftone.metric.Segment;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Draws two answers beside each other. */
final class Sheet {
    private static final int LONGER = 640;

    /** Room for the words below pictures that are narrow. */
    private static final int NARROWEST = 280;

    private static final int LETTERS = 24;
    private static final int GAP = 16;
    private static final int CAPTION = 24;
    private static final int LINE = 20;
    private static final double OPACITY = 0.55;

    /** Colours that people with any sight tell apart (Okabe and Ito). */
    private static final Color[] COLORS = {
        new Color(0xE69F00),
        new Color(0x56B4E9),
        new Color(0x009E73),
        new Color(0xF0E442),
        new Color(0xD55E00),
        new Color(0xCC79A7),
        new Color(0x0072B2)
    };

    private final Question question;
    private final double scale;
    private final int width;
    private final int height;
    private final int column;

    private Sheet(Question question) {
        Picture picture = question.picture();
        this.question = question;
        this.scale = (double) LONGER / Math.max(picture.width(), picture.height());
        this.width = Math.max(1, (int) Math.round(picture.width() * scale));
        this.height = Math.max(1, (int) Math.round(picture.height() * scale));
        this.column = Math.max(width, NARROWEST);
    }

    /** The whole sheet. */
    static BufferedImage of(Question question, Answer inFloat, Answer quantized) {
        Sheet sheet = new Sheet(question);
        List<List<String>> rows = Comparison.rows(inFloat, quantized);
        int below = CAPTION + LINE * rows.size() + GAP;
        BufferedImage all =
                new BufferedImage(
                        2 * sheet.column + 3 * GAP,
                        CAPTION + GAP + sheet.height + below,
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D g = all.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, all.getWidth(), all.getHeight());
        sheet.answer(g, inFloat, GAP);
        sheet.answer(g, quantized, 2 * GAP + sheet.column);
        boolean masks = !inFloat.segments().isEmpty();
        for (int i = 0; i < rows.size(); i++) {
            int y = CAPTION + GAP + sheet.height + LINE * (i + 1);
            List<String> row = rows.get(i);
            if (masks) {
                g.setColor(COLORS[i % COLORS.length]);
                g.fillRect(GAP, y - 11, 12, 12);
                String words = "prompt " + row.get(0) + ", IoU of the two masks: " + row.get(1);
                text(g, words, GAP + 20, y);
            } else if (row.size() == 1) {
                text(g, row.get(0), GAP, y);
            } else {
                text(g, few(row.get(1)) + "   " + row.get(2), GAP, y);
                text(g, few(row.get(3)) + "   " + row.get(4), 2 * GAP + sheet.column, y);
            }
        }
        g.dispose();
        return all;
    }

    /** As much of a name as a narrow column has room for. */
    private static String few(String name) {
        return name.length() <= LETTERS ? name : name.substring(0, LETTERS - 1) + "…";
    }

    private void answer(Graphics2D g, Answer answer, int left) {
        text(g, answer.title(), left, CAPTION);
        int top = CAPTION + GAP / 2;
        g.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.drawImage(masked(answer.segments()), left, top, width, height, null);
        Graphics2D inside = (Graphics2D) g.create(left, top, width, height);
        for (int i = 0; i < question.prompts().size(); i++) {
            inside.setColor(COLORS[i % COLORS.length]);
            prompt(inside, question.prompts().get(i));
        }
        inside.dispose();
    }

    private BufferedImage masked(List<Segment> segments) {
        Picture picture = question.picture();
        BufferedImage image =
                new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        int[] pixels = new int[picture.width() * picture.height()];
        for (int at = 0; at < pixels.length; at++) {
            for (int c = 0; c < 3; c++) {
                int value =
                        picture.pixels()[at * picture.channels() + c % picture.channels()] & 255;
                pixels[at] |= value << 16 - 8 * c;
            }
        }
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            boolean[] inside = segment.mask(segment.chosen()).pixels();
            Color color = COLORS[i % COLORS.length];
            for (int at = 0; at < pixels.length; at++) {
                pixels[at] = inside[at] ? mixed(pixels[at], color.getRGB()) : pixels[at];
            }
        }
        image.setRGB(0, 0, picture.width(), picture.height(), pixels, 0, picture.width());
        return image;
    }

    private static int mixed(int below, int above) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            double value =
                    (below >> shift & 255) * (1 - OPACITY) + (above >> shift & 255) * OPACITY;
            mixed |= (int) Math.round(value) << shift;
        }
        return mixed;
    }

    private void prompt(Graphics2D g, Prompt prompt) {
        g.setStroke(new BasicStroke(2));
        List<Point> points = prompt.points();
        for (int i = 0; i < points.size(); i++) {
            double x = (points.get(i).x()) * scale;
            double y = (points.get(i).y()) * scale;
            int label = points.get(i).label();
            if (label == 2) {
                Point other = points.get(i + 1);
                g.draw(new Rectangle2D.Double(x, y, other.x() * scale - x, other.y() * scale - y));
            } else if (label < 2) {
                Ellipse2D dot = new Ellipse2D.Double(x - 5, y - 5, 10, 10);
                Color own = g.getColor();
                g.setColor(label == 1 ? own : Color.BLACK);
                g.fill(dot);
                g.setColor(Color.WHITE);
                g.draw(dot);
                g.setColor(own);
            }
        }
    }

    /** On a machine without fonts the picture comes without words, which the terminal has too. */
    private static void text(Graphics2D g, String words, int x, int y) {
        Color own = g.getColor();
        try {
            g.setColor(Color.BLACK);
            g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
            g.drawString(words, x, y);
        } catch (RuntimeException | LinkageError | InternalError e) {
            g.setColor(Color.BLACK);
        } finally {
            g.setColor(own);
        }
    }
}
