package io.dormouse.language.command;

/**
 * Originator of a command or event: a kind and an opaque id within it (an edge's id, a user's id, a
 * policy's version, a host's id).
 */
public record Actor(ActorKind kind, String id) {

  /** A part of the platform that acts for itself, such as the domain register. */
  public static Actor system(String part) {
    return new Actor(ActorKind.SYSTEM, part);
  }

  /** A rule that acts on time or use; the id is the rule's version. */
  public static Actor policy(String version) {
    return new Actor(ActorKind.POLICY, version);
  }
}
