package dev.rune.plugin.docker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Sees to it that the engine has the images it needs. Of several who need the same at once, one fetches it. */
final class Images {
    private static final int REMEMBERED = 512;

    private final Engine engine;
    private final DockerSettings settings;
    /** Images that the engine had when it was last asked; wrong where somebody has deleted one since. */
    private final Supplier<Cache<String, Boolean>> present = new Lazy<>(
            () -> Caffeine.newBuilder().maximumSize(REMEMBERED).recordStats().build());
    private final ConcurrentMap<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    Images(Engine engine, DockerSettings settings) {
        this.engine = engine;
        this.settings = settings;
    }

    /**
     * Returns once the engine has the image, as fresh as its policy wants it.
     *
     * @throws ProblemException when it cannot be had
     */
    void provide(ContainerSection section) {
        ImageName image = section.imageName();
        boolean fixed = image.digest().isPresent();
        if (section.imagePull() == ImagePull.ALWAYS && !fixed) {
            pullOnce(section.image(), image);
        } else if (present.get().get(section.image(), _ -> isThere(section.image()) ? true : null) == null) {
            if (section.imagePull() == ImagePull.NEVER) {
                throw ProblemException.of(ProblemCode.START_FAILED, "image '" + section.image()
                        + "' is not on the engine, and with imagePull: never it is not fetched: pull or import it first");
            }
            pullOnce(section.image(), image);
        }
    }

    /** The engine has said that it does not have this image, whatever we remember. */
    void forget(String image) {
        present.get().invalidate(image);
    }

    /** How often the engine had to be asked. */
    CacheStats stats() {
        return present.get().stats();
    }

    private boolean isThere(String image) {
        return engine.find("looking for image '" + image + "'", client -> client.inspectImageCmd(image).exec())
                .isPresent();
    }

    private void pullOnce(String text, ImageName image) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> first = underWay.putIfAbsent(text, mine);
        if (first == null) {
            try {
                pull(text, image);
                mine.complete(null);
            } catch (RuntimeException failure) {
                mine.completeExceptionally(failure);
                throw failure;
            } finally {
                underWay.remove(text, mine);
            }
            present.get().put(text, true);
            return;
        }
        try {
            first.get();
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
            throw ProblemException.of(ProblemCode.DEADLINE, "image '" + text + "' has not been pulled yet");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof ProblemException told
                    ? new ProblemException(told.problem(), failed)
                    : new IllegalStateException(failed.getCause());
        }
    }

    private void pull(String text, ImageName image) {
        Optional<Registry> registry = settings.registryOf(image);
        String who = registry.map(r -> "as '" + r.username() + "' (registry '" + r.name() + "' of the runefile)")
                .orElse("without an account (no registry of the runefile covers " + image.repository() + ")");
        Progress progress = new Progress();
        try {
            PullImageCmd command = engine.client().pullImageCmd(image.repository()).withTag(image.version());
            registry.ifPresent(account -> command.withAuthConfig(new AuthConfig().withUsername(account.username())
                    .withPassword(password(account)).withRegistryAddress(image.server())));
            command.exec(progress).awaitCompletion();
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
            throw ProblemException.of(ProblemCode.DEADLINE, "image '" + text + "' has not been pulled yet");
        } catch (DockerException refused) {
            throw new ProblemException(Faults.notPulled(text, who, Faults.said(refused)), refused);
        } catch (EngineGoneException gone) {
            throw Faults.of(engine.address(), "pulling image '" + text + "'", gone);
        }
        progress.failure.ifPresent(why -> {
            throw Faults.notPulled(text, who, why).toException();
        });
    }

    private static String password(Registry account) {
        try {
            return Files.readString(Path.of(account.passwordFile())).lines().findFirst().orElse("");
        } catch (IOException unreadable) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, "the password of registry '" + account.name()
                    + "' cannot be read from " + account.passwordFile() + ": " + unreadable.getClass().getSimpleName()),
                    unreadable);
        }
    }

    /** What the engine says while it pulls; the last word counts. */
    private static final class Progress extends ResultCallback.Adapter<PullResponseItem> {
        /** Written by docker-java's thread before {@link #awaitCompletion()} returns. */
        private volatile Optional<String> failure = Optional.empty();

        @Override
        public void onNext(PullResponseItem item) {
            if (item.getErrorDetail() != null && item.getErrorDetail().getMessage() != null) {
                failure = Optional.of(item.getErrorDetail().getMessage());
            }
        }
    }
}
