package io.dormouse.local;

/**
 * A program that is played once on a running system, such as the story of {@code infra/up --demo}.
 */
public interface Story {

  /**
   * Plays the story.
   *
   * @return the exit code of {@code infra/up}
   */
  int play(RunningSystem system) throws Exception;
}
