package io.dormouse.local.iam;

/** A request that is refused, in the words of the IAM API. */
public final class IamException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  IamException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static IamException noSuchEntity(String what, String name) {
    return new IamException(
        404, "NoSuchEntity", "The %s with name %s cannot be found.".formatted(what, name));
  }

  static IamException invalid(String message) {
    return new IamException(400, "ValidationError", message);
  }

  static IamException malformedPolicy(String message) {
    return new IamException(400, "MalformedPolicyDocument", message);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The name that clients know the error by. */
  public String code() {
    return code;
  }
}
