package io.dormouse.local;

import io.dormouse.local.data.DataDirectory;
import io.dormouse.local.data.Keysets;
import io.dormouse.local.data.Secrets;
import io.dormouse.local.settings.DockerCommand;
import io.dormouse.local.settings.Driver;
import io.dormouse.local.settings.LocalSettings;
import io.dormouse.local.settings.Options;
import io.dormouse.local.settings.Ports;
import io.dormouse.local.settings.StorageAddress;
import io.dormouse.local.supervision.CannotStart;
import io.dormouse.local.supervision.Children;
import io.dormouse.local.supervision.Program;
import io.dormouse.local.supervision.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One run of the whole system, from the first check to the last process. */
final class Up {

  private final Path repository;
  private final Options options;
  private final Progress progress;
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile boolean toldToEnd;

  Up(Path repository, Options options, Progress progress) {
    this.repository = repository;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Starts everything, then plays the story, or waits until a program is given up. Ends every
   * process that it started, also if this process is told to end meanwhile.
   *
   * @return the exit code
   * @throws CannotStart if something is in the way
   */
  int run(Optional<Story> story) throws Exception {
    try (DataDirectory data = DataDirectory.take(options.data())) {
      Optional<StorageAddress> kept =
          options.fresh() ? Optional.empty() : StorageAddress.read(data.storage());
      Driver driver =
          Driver.choose(
              options.driver(), new DockerCommand("docker"), kept.map(StorageAddress::host));
      Children children = new Children(data.children(), progress::say);
      int leftOvers = children.endLeftOvers();
      data.emptyTemporary();
      LocalSettings settings =
          new LocalSettings(
              repository, data, options, driver, Ports.choose(options, driver.storageHost(), kept));
      Secrets secrets = options.fresh() ? Secrets.generate() : Secrets.readOrCreate(data.secrets());
      Programs programs = new Programs(settings, secrets);
      List<Program> all = new ArrayList<>(programs.services());
      all.addAll(programs.dormouse());
      Stack stack = new Stack(all, List.of(programs.secondHostAgent()), children, progress::say);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> endAsTold(stack), "end"));
      try {
        prepare(settings, secrets, stack, leftOvers);
        return run(new RunningSystem(settings, stack), story);
      } finally {
        end(stack);
      }
    }
  }

  /** True if this process was told to end while it ran. */
  boolean wasToldToEnd() {
    return toldToEnd;
  }

  private void prepare(LocalSettings settings, Secrets secrets, Stack stack, int leftOvers)
      throws IOException {
    progress.say(
        "driver %s: %s".formatted(settings.driver().kind().flag(), settings.driver().why()));
    if (leftOvers > 0) {
      progress.say("ended " + leftOvers + " processes that an earlier run left behind");
    }
    if (leftOvers > 0 || options.fresh()) {
      stack.clearUp();
    }
    if (options.fresh()) {
      settings.data().wipe();
      secrets.write(settings.data().secrets());
      progress.say("forgot all data in " + settings.data().root());
    }
    settings.storage().write(settings.data().storage());
    new Keysets(settings.data().privateKeyset(), settings.data().publicKeyset()).ensure();
  }

  private int run(RunningSystem system, Optional<Story> story) throws Exception {
    Stack stack = system.stack();
    stack.start();
    stack.awaitReady();
    progress.out().print(new Addresses(system));
    progress.out().printf(Locale.ROOT, "%nready in %.1f s%n", progress.seconds());
    if (story.isPresent()) {
      return story.get().play(system);
    }
    progress.out().println("Ctrl-C ends all of it.");
    throw new CannotStart(stack.failure().join());
  }

  private void endAsTold(Stack stack) {
    toldToEnd = true;
    end(stack);
  }

  private void end(Stack stack) {
    if (ending.compareAndSet(false, true)) {
      progress.say("ending");
      stack.close();
      progress.say("all ended");
    } else {
      // Another thread ends it; closing returns when that is done.
      stack.close();
    }
  }
}
