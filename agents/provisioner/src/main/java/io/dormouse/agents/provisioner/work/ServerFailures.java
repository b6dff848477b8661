package io.dormouse.agents.provisioner.work;

import io.dormouse.agents.provisioner.database.server.OperatorNeededException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Messages of failed servers, fit for people: short, in one line, without secrets. */
final class ServerFailures {

  private static final int LONGEST = 500;
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404, 405, 409, 411, 412, 501);

  /**
   * Error codes of AWS that have the status of a refusal and yet pass. S3 and IAM are eventually
   * consistent, so that new things may not be found yet and changed ones may be locked.
   */
  private static final Set<String> PASSING_CODES =
      Set.of(
          "BucketNotEmpty",
          "ConcurrentModification",
          "ConditionalRequestConflict",
          "DeleteConflict",
          "EntityTemporarilyUnmodifiable",
          "ExpiredToken",
          "ExpiredTokenException",
          "NoSuchBucket",
          "NoSuchBucketPolicy",
          "NoSuchEntity",
          "OperationAborted",
          "RequestTimeout",
          "ServiceUnavailable",
          "SlowDown");

  /** Classes of SQL states that another try may mend, such as connections, resources and locks. */
  private static final Set<String> PASSING_SQL_STATES = Set.of("08", "40", "53", "55", "57", "58");

  private ServerFailures() {}

  static String of(Throwable failure, Collection<String> secrets) {
    String words =
        switch (failure) {
          case AwsServiceException service when service.awsErrorDetails() != null ->
              "%s: %s (status %d)"
                  .formatted(
                      service.awsErrorDetails().errorCode(),
                      service.awsErrorDetails().errorMessage(),
                      service.statusCode());
          case OperatorNeededException unmendable -> String.valueOf(unmendable.getMessage());
          case SQLException sql ->
              "%s (SQL state %s)%s"
                  .formatted(sql.getMessage(), sql.getSQLState(), reason(sql.getCause()));
          case PermanentFailureException hopeless -> String.valueOf(hopeless.getMessage());
          default -> failure.getClass().getSimpleName() + ": " + failure.getMessage();
        };
    String line = words.replaceAll("\\s+", " ").trim();
    for (String secret : secrets) {
      line = line.replace(secret, "***");
    }
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  private static String reason(@Nullable Throwable cause) {
    return cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
  }

  /** True if the server refused, false if it did not answer. */
  static boolean isRefusal(Throwable failure) {
    return switch (failure) {
      case SdkServiceException service ->
          REFUSALS.contains(service.statusCode())
              && !service.isThrottlingException()
              && !passes(service);
      case SQLException sql ->
          sql.getSQLState() != null
              && sql.getSQLState().length() == 5
              && !PASSING_SQL_STATES.contains(sql.getSQLState().substring(0, 2));
      default -> false;
    };
  }

  private static boolean passes(SdkServiceException failure) {
    if (!(failure instanceof AwsServiceException service) || service.awsErrorDetails() == null) {
      return false;
    }
    String code = String.valueOf(service.awsErrorDetails().errorCode());
    String message = String.valueOf(service.awsErrorDetails().errorMessage());
    // A new role or user may not be known yet as a principal of policies.
    boolean newPrincipal =
        code.startsWith("MalformedPolicy")
            && message.toLowerCase(Locale.ROOT).contains("principal");
    return newPrincipal || PASSING_CODES.contains(code);
  }
}
