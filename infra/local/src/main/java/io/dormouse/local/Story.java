package io.dormouse.local;

/** Something that is played on a running system, once: what {@code infra/up --demo} shows. */
public interface Story {

  /**
   * Plays it.
   *
   * @return the exit code of {@code infra/up}
   */
  int play(RunningSystem system) throws Exception;
}
