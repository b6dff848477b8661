package io.dormouse.local.iam;

import io.dormouse.local.iam.User.AccessKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** The actions of the IAM query API, each from its parameters to the content of its result. */
record IamActions(Identities identities) {

  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  /** Carries out the action, and returns the writer of its result. */
  Consumer<Xml> act(Form form) {
    String action = form.text("Action");
    return switch (action) {
      case "CreateUser" -> {
        User user = identities.create(form.text("UserName"), form.text("Path", "/"));
        yield xml -> user(xml, "User", user);
      }
      case "GetUser" -> {
        User user = identities.get(form.text("UserName"));
        yield xml -> user(xml, "User", user);
      }
      case "ListUsers" -> users(form);
      case "DeleteUser" -> done(() -> identities.delete(form.text("UserName")));
      case "PutUserPolicy" ->
          done(() ->
              identities.putPolicy(
                  form.text("UserName"), form.text("PolicyName"), form.text("PolicyDocument")));
      case "GetUserPolicy" -> policy(form);
      case "ListUserPolicies" -> policies(form);
      case "DeleteUserPolicy" ->
          done(() -> identities.deletePolicy(form.text("UserName"), form.text("PolicyName")));
      case "CreateAccessKey" -> newKey(form);
      case "ListAccessKeys" -> keys(form);
      case "DeleteAccessKey" ->
          done(() -> identities.deleteKey(form.text("UserName"), form.text("AccessKeyId")));
      default ->
          throw new IamException(
              400,
              "InvalidAction",
              "Expected an action for users, their policies and their keys, got %s."
                  .formatted(action));
    };
  }

  private static Consumer<Xml> done(Runnable action) {
    action.run();
    return xml -> {};
  }

  private Consumer<Xml> users(Form form) {
    String after = form.text("Marker", "");
    List<User> rest =
        identities.list(form.text("PathPrefix", "/")).stream()
            .filter(user -> user.name().compareTo(after) > 0)
            .toList();
    List<User> page =
        rest.subList(0, Math.min(rest.size(), form.number("MaxItems", PAGE, LARGEST_PAGE)));
    return xml -> {
      xml.element("Users", list -> page.forEach(user -> user(list, "member", user)));
      xml.element("IsTruncated", Boolean.toString(page.size() < rest.size()));
      if (page.size() < rest.size()) {
        xml.element("Marker", page.getLast().name());
      }
    };
  }

  private Consumer<Xml> policy(Form form) {
    User user = identities.get(form.text("UserName"));
    String name = form.text("PolicyName");
    Policy policy = user.policies().get(name);
    if (policy == null) {
      throw IamException.noSuchEntity("user policy", name);
    }
    // The document is URL-encoded in the answer, as with AWS.
    String document =
        URLEncoder.encode(policy.document(), StandardCharsets.UTF_8).replace("+", "%20");
    return xml ->
        xml.element("UserName", user.name())
            .element("PolicyName", name)
            .element("PolicyDocument", document);
  }

  private Consumer<Xml> policies(Form form) {
    User user = identities.get(form.text("UserName"));
    return xml ->
        xml.element(
                "PolicyNames",
                list -> user.policies().keySet().forEach(name -> list.element("member", name)))
            .element("IsTruncated", "false");
  }

  private Consumer<Xml> newKey(Form form) {
    String name = form.text("UserName");
    AccessKey key = identities.createKey(name);
    return xml ->
        xml.element(
            "AccessKey",
            content -> {
              key(content, name, key);
              content.element("SecretAccessKey", key.secret());
            });
  }

  private Consumer<Xml> keys(Form form) {
    User user = identities.get(form.text("UserName"));
    return xml ->
        xml.element(
                "AccessKeyMetadata",
                list ->
                    user.keys()
                        .values()
                        .forEach(
                            key -> list.element("member", member -> key(member, user.name(), key))))
            .element("IsTruncated", "false");
  }

  private static void user(Xml xml, String element, User user) {
    xml.element(
        element,
        content ->
            content
                .element("Path", user.path())
                .element("UserName", user.name())
                .element("UserId", user.id())
                .element("Arn", user.arn())
                .element("CreateDate", user.created().toString()));
  }

  private static void key(Xml xml, String user, AccessKey key) {
    xml.element("UserName", user)
        .element("AccessKeyId", key.id())
        .element("Status", "Active")
        .element("CreateDate", key.created().toString());
  }
}
