package dev.rune.kernel.plugin;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The only way into a plugin. A call sees the plugin's class loader as its context class loader, has a deadline, and ends
 * in an answer or a {@link ProblemException}: what a plugin throws as a problem passes, everything else becomes one that
 * names the plugin and the call. Safe for use by many threads.
 *
 * <p>A call that does not come back is interrupted and left behind on its thread. Until it ends, no other call about the
 * same subject is let in. A plugin that leaves too many behind, or starts too many threads, is not called until
 * that is over; one that runs out of memory again and again, not for a while. What it has opened can be closed all the same.
 */
final class Guard {
    /** So many lost calls, and the plugin gets no further ones: each holds a thread, and one in circles a processor. */
    static final int MOST_LOST = 16;

    /** With more threads of its own a plugin is not called: the next ones would be those that others need. */
    static final int MOST_THREADS = 256;

    private static final int NAMED_THREADS = 3;

    private final String plugin;
    private final Optional<ClassLoader> loader;
    private final Optional<CallThreads> threads;
    private final Ailments ailments;
    private final Set<Call<?>> lost = ConcurrentHashMap.newKeySet();

    private Guard(String plugin, Optional<ClassLoader> loader, Optional<CallThreads> threads, InstantSource clock) {
        this.plugin = plugin;
        this.loader = loader;
        this.threads = threads;
        this.ailments = new Ailments(plugin, clock);
    }

    /**
     * Runs calls on threads of their own, where they can be left behind.
     *
     * @param clock says for how long what the plugin did is remembered; deadlines do not follow it
     */
    static Guard waiting(String plugin, ClassLoader loader, InstantSource clock) {
        return new Guard(plugin, Optional.of(loader), Optional.of(new CallThreads(plugin)), clock);
    }

    /**
     * Runs calls on the caller's thread, without deadlines: for a kernel that runs in one thread on a manual clock, with
     * providers that were given to it.
     */
    static Guard direct(String plugin, InstantSource clock) {
        return new Guard(plugin, Optional.empty(), Optional.empty(), clock);
    }

    String plugin() {
        return plugin;
    }

    /** Calls that were left behind and still run. */
    int lostCalls() {
        return lost.size();
    }

    /** Why the plugin gets no calls now; empty while it does. */
    Optional<String> refusal() {
        Optional<String> ill = ailments.refusal();
        if (ill.isPresent()) {
            return ill;
        }
        if (lost.size() >= MOST_LOST) {
            return Optional.of("plugin '" + plugin + "' has " + lost.size()
                    + " calls it never answered and gets no others until some have ended; restart runed if they do not");
        }
        int ownThreads = threads.map(CallThreads::others).orElse(0);
        return ownThreads <= MOST_THREADS
                ? Optional.empty()
                : threads.map(own -> "plugin '" + plugin + "' has " + ownThreads + " threads of its own, such as '"
                        + String.join("', '", own.names(NAMED_THREADS))
                        + "', and gets no calls while they are more than "
                        + MOST_THREADS + "; restart runed if they stay");
    }

    /** What is wrong with a plugin that is called all the same. */
    List<String> troubles() {
        List<String> troubles = new ArrayList<>(ailments.sentences());
        List<String> unanswered = lost.stream().map(call -> call.what).sorted().toList();
        if (!unanswered.isEmpty()) {
            troubles.add("plugin '" + plugin + "' did not answer " + unanswered.getFirst()
                    + (unanswered.size() == 1 ? "" : " and " + (unanswered.size() - 1) + " more")
                    + " in time, and is still busy with it");
        }
        return troubles;
    }

    /** What a plugin does for its effect. */
    interface Action {
        void run() throws Exception;
    }

    /** Calls the plugin about nothing in particular. */
    <T> T call(String what, Duration deadline, Callable<T> body) {
        return call(what, Optional.empty(), deadline, body);
    }

    /** Asks the plugin something: while a lost call named alike is still running, this one is refused. */
    <T> T ask(String what, Duration deadline, Callable<T> body) {
        return call(what, Optional.of(what), deadline, body);
    }

    /**
     * Calls the plugin.
     *
     * @param what     names the call in messages
     * @param subject  what it is about: while a lost call about the same is still running, this one is refused
     * @param deadline when it is left behind
     * @param body     the call; an answer of null is a fault
     */
    <T> T call(String what, Optional<?> subject, Duration deadline, Callable<T> body) {
        return threads.isPresent()
                ? hop(threads.get(), new Call<>(what, subject, body), deadline,
                        refusal())
                : here(what, body);
    }

    /** Ends what the plugin has made or opened: also one that gets no other calls. */
    void close(String what, Duration deadline, Action body) {
        Callable<Boolean> closing = () -> {
            body.run();
            return true;
        };
        if (threads.isPresent()) {
            hop(threads.get(), new Call<>(what, Optional.empty(), closing), deadline, Optional.empty());
        } else {
            hereAnyway(what, closing);
        }
    }

    /** Calls the plugin for its effect. */
    void run(String what, Optional<?> subject, Duration deadline, Action body) {
        call(what, subject, deadline, () -> {
            body.run();
            return true;
        });
    }

    /** A call that lasts as long as whoever began it wants. */
    interface Lasting {
        /** Leaves it behind, as any other that was not answered. */
        void leave();

        /** Waits for its end, which has been asked for otherwise, and leaves it behind where it does not come in time. */
        void end(Duration deadline);
    }

    /** Whether calls run on the caller's thread. */
    boolean isDirect() {
        return threads.isEmpty();
    }

    /** Begins a call on a thread of the plugin's, without a deadline. Not for a direct guard. */
    Lasting begin(String what, Action body) {
        Call<Boolean> call = new Call<>(what, Optional.empty(), () -> {
            body.run();
            return true;
        });
        refusal().ifPresent(Guard::refuse);
        run(threads.orElseThrow(), call);
        return new Lasting() {
            @Override
            public void leave() {
                Guard.this.leave(call);
            }

            @Override
            public void end(Duration deadline) {
                try {
                    call.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    leave();
                } catch (InterruptedException e) {
                    leave();
                    Thread.currentThread().interrupt();
                } catch (ExecutionException e) {
                    throw new IllegalStateException("an outcome is never thrown", e);
                }
            }
        };
    }

    /** Calls the plugin on this thread and without a deadline: for streams, which block as long as nothing comes. */
    <T> T here(String what, Callable<T> body) {
        ailments.refusal().ifPresent(Guard::refuse);
        return hereAnyway(what, body);
    }

    /** Like {@link #here}, also for a plugin that gets no other calls: for what ends something. */
    <T> T hereAnyway(String what, Callable<T> body) {
        try {
            return open(what, body);
        } catch (InterruptedException e) {
            throw interrupted(what);
        } catch (Throwable e) {
            throw problem(what, e);
        }
    }

    /** Like {@link #here}, for a call that answers an interruption with the exception made for it. */
    <T> T interruptibly(String what, Callable<T> body) throws InterruptedException {
        ailments.refusal().ifPresent(Guard::refuse);
        try {
            return open(what, body);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            throw problem(what, e);
        }
    }

    private <T> T open(String what, Callable<T> body) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        loader.ifPresent(thread::setContextClassLoader);
        try {
            return Optional.ofNullable(body.call()).orElseThrow(() -> isNull(what));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private <T> T hop(CallThreads own, Call<T> call, Duration deadline, Optional<String> refusal) {
        refusal.ifPresent(Guard::refuse);
        refuseWhileBusy(call);
        run(own, call);
        try {
            Outcome<T> outcome = call.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (outcome.thrown.isPresent()) {
                throw problem(call.what, outcome.thrown.get());
            }
            return outcome.answer.orElseThrow(() -> isNull(call.what));
        } catch (TimeoutException e) {
            leave(call);
            ProblemException late = late(call.what, deadline);
            late.initCause(e);
            throw late;
        } catch (InterruptedException e) {
            leave(call);
            throw interrupted(call.what);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an outcome is never thrown", e);
        }
    }

    /** A call that did not come back in time. */
    ProblemException late(String what, Duration deadline) {
        return ProblemException.of(ProblemCode.DEADLINE,
                "plugin '" + plugin + "' did not answer " + what + " within " + inWords(deadline));
    }

    private void run(CallThreads own, Call<?> call) {
        try {
            own.run(call);
        } catch (OutOfMemoryError e) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, "there is no thread for " + call.what
                    + " of plugin '" + plugin + "': " + Causes.describe(e)), e);
        }
    }

    private static void refuse(String why) {
        throw ProblemException.of(ProblemCode.UNAVAILABLE, why);
    }

    private void refuseWhileBusy(Call<?> call) {
        if (call.subject.isPresent()) {
            lost.stream().filter(other -> other.subject.equals(call.subject)).findAny()
                    .ifPresent(other -> refuse("plugin '" + plugin + "' is still busy with " + other.what
                            + ", which it did not answer in time"));
        }
    }

    private void leave(Call<?> call) {
        lost.add(call);
        if (call.isDone() && lost.remove(call)) {
            Thread.ofVirtual().start(call::dispose);
        }
        call.interrupt();
    }

    private ProblemException interrupted(String what) {
        Thread.currentThread().interrupt();
        return ProblemException.of(ProblemCode.UNAVAILABLE, "the wait for plugin '" + plugin + "' to answer " + what
                + " was interrupted");
    }

    /** What becomes of null, which is no answer. */
    ProblemException isNull(String what) {
        return ProblemException.of(ProblemCode.PLUGIN_FAILED,
                "plugin '" + plugin + "' answered " + what + " with null");
    }

    /** What becomes of what the plugin threw. */
    ProblemException problem(String what, Throwable thrown) {
        Throwable cause = Causes.root(thrown);
        if (cause instanceof ProblemException problem) {
            return problem;
        }
        Problem problem = Problem.of(ProblemCode.PLUGIN_FAILED, ailments.sentence(what, cause));
        return Causes.printable(cause) ? new ProblemException(problem, cause) : new ProblemException(problem);
    }

    static String inWords(Duration deadline) {
        if (deadline.toMillis() % 1000 != 0) {
            return deadline.toMillis() + " ms";
        }
        return deadline.toSeconds() % 60 == 0 && deadline.toSeconds() > 60
                ? deadline.toMinutes() + " min"
                : deadline.toSeconds() + " s";
    }

    /** A call on its way. */
    private final class Call<T> extends FutureTask<Outcome<T>> {
        private final String what;
        private final Optional<?> subject;
        /** Where it runs, while it does; under this object's lock. */
        private Optional<Thread> thread = Optional.empty();

        Call(String what, Optional<?> subject, Callable<T> body) {
            super(() -> Outcome.of(body));
            this.what = what;
            this.subject = subject;
        }

        @Override
        public void run() {
            Thread own = Thread.currentThread();
            threads.ifPresent(all -> own.setName(all.named(what)));
            loader.ifPresent(own::setContextClassLoader);
            on(Optional.of(own));
            try {
                super.run();
            } finally {
                on(Optional.empty());
            }
        }

        private synchronized void on(Optional<Thread> now) {
            thread = now;
        }

        /** Interrupts it where it runs; where it has not begun, it does not. The thread may be another call's by then. */
        synchronized void interrupt() {
            thread.ifPresentOrElse(Thread::interrupt, () -> cancel(false));
        }

        @Override
        protected void done() {
            if (lost.remove(this)) {
                dispose();
            }
        }

        /** Nobody is told any more; but what was thrown counts, and what was opened is closed. */
        private void dispose() {
            if (state() == State.SUCCESS) {
                resultNow().thrown.ifPresent(thrown -> ailments.sentence(what, Causes.root(thrown)));
                resultNow().answer.filter(AutoCloseable.class::isInstance).map(AutoCloseable.class::cast)
                        .ifPresent(this::close);
            }
        }

        private void close(AutoCloseable opened) {
            try {
                opened.close();
            } catch (Throwable thrown) {
                ailments.sentence(what, Causes.root(thrown));
            }
        }
    }

    /**
     * How a call ended, as a value: a future that fails describes the exception by its own methods, which may throw.
     *
     * @param answer what the plugin answered; empty where it was null or an exception
     * @param thrown what it threw
     */
    private record Outcome<T>(Optional<T> answer, Optional<Throwable> thrown) {
        static <T> Outcome<T> of(Callable<T> body) {
            try {
                return new Outcome<>(Optional.ofNullable(body.call()), Optional.empty());
            } catch (Throwable e) {
                return new Outcome<>(Optional.empty(), Optional.of(e));
            }
        }
    }
}
