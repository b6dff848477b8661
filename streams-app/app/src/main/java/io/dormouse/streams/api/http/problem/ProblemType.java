package io.dormouse.streams.api.http.problem;

import io.dormouse.streams.api.json.EnumNames;

/** Kinds of problems; each has one status and one title. */
public enum ProblemType {
  MALFORMED_BODY(400, "The body is not a JSON object"),
  INVALID_REQUEST(400, "The request is not valid"),
  UNAUTHENTICATED(401, "There is no valid key or token"),
  FORBIDDEN(403, "The key or token does not allow this"),
  CROSS_ORIGIN(403, "Web pages of another origin have no access"),
  UNKNOWN_PATH(404, "There is nothing at this path"),
  UNKNOWN_INSTANCE(404, "There is no such instance"),
  UNKNOWN_DOMAIN(404, "There is no such domain"),
  UNKNOWN_SIGN_UP(404, "There is no such sign-up"),
  UNKNOWN_OWNER(404, "There is no such owner"),
  NO_SUCH_BLUEPRINT(404, "There is no such blueprint"),
  NO_SUCH_PLAN(404, "There is no such plan"),
  UNKNOWN_KEY(404, "There is no such key"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  TOO_SLOW(408, "The request took too long"),
  INSTANCE_TAKEN(409, "The instance's id is taken"),
  DOMAIN_TAKEN(409, "The domain is taken"),
  NOT_LEGAL_NOW(409, "The action is not legal now"),
  BACKING_OFF(409, "The instance failed and is not tried again yet"),
  QUOTA_REACHED(409, "The owner has as many instances as allowed"),
  CONFLICT(409, "The command does not fit the present state"),
  TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body is not of a supported type"),
  KEY_REUSED(422, "The Idempotency-Key is another request's"),
  MISDIRECTED(421, "The request is for another host"),
  RESERVED_DOMAIN(422, "The domain is not to be claimed"),
  UNKNOWN_BLUEPRINT(422, "The blueprint is not known"),
  UNKNOWN_PLAN(422, "The plan is not known"),
  UNKNOWN_TARGET(422, "The target is not known"),
  TOO_MUCH_MEMORY(422, "No host is large enough"),
  TOO_MANY_COMMANDS(429, "Too many commands at once"),
  TOO_MANY_REQUESTS(429, "Too many requests"),
  UNEXPECTED(500, "Something went wrong here"),
  UNAVAILABLE(503, "Something that is needed does not answer"),
  NOT_READY(503, "Not ready yet"),
  TOO_BUSY(503, "Too many requests at once");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** The URI of the type, such as {@code urn:dormouse:problem:conflict}. */
  public String uri() {
    return "urn:dormouse:problem:" + EnumNames.of(this);
  }
}
