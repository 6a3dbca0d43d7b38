package dev.rune.kernel.plan;

import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.record.SlotRecord;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.status.InstanceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Ids that follow from what an instance is started for, so that a start whose answer was lost is found again, and that
 * are not used again: within a generation the incarnation grows, and a place is left only with a new generation.
 */
public final class InstanceIds {
    /** Letters and digits that are not mistaken for each other and spell no words. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int LENGTH = 6;

    private InstanceIds() {}

    /**
     * What the next instance in {@code slot} is started with.
     *
     * @param last the highest incarnation seen there; 0 for none
     */
    public static InstanceLabels next(ServiceRecord service, SlotRecord slot, long last) {
        return new InstanceLabels(service.ref().name(), service.uid(), slot.slot(),
                Math.max(last, Math.max(slot.incarnation(), slot.dismissed())) + 1,
                service.generation(), service.template());
    }

    /** The id of the instance of {@code service} that is started with {@code labels}. */
    public static InstanceId of(ServiceRecord service, InstanceLabels labels) {
        String seed = labels.uid() + "/" + labels.generation() + "/" + labels.slot() + "/" + labels.incarnation();
        byte[] digest = sha256(seed.getBytes(StandardCharsets.UTF_8));
        StringBuilder name = new StringBuilder(labels.service()).append('-');
        for (int i = 0; i < LENGTH; i++) {
            int pair = ((digest[2 * i] & 0xff) << 8) | (digest[2 * i + 1] & 0xff);
            name.append(ALPHABET.charAt(pair % ALPHABET.length()));
        }
        return new InstanceId(service.ref().namespace(), name.toString());
    }

    private static byte[] sha256(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
