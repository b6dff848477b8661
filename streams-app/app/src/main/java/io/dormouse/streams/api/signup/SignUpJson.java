package io.dormouse.streams.api.signup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.command.CommandId;
import io.dormouse.streams.api.instance.InstanceJson;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.json.RecordJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** JSON of sign-ups. */
final class SignUpJson {

  private SignUpJson() {}

  static ObjectNode of(SignUpProgress progress) {
    ObjectNode json = RecordJson.of(progress.view());
    json.set("instance", json.remove("wanted"));
    json.put("progress", EnumNames.of(progress.phase()));
    json.set("status", RecordJson.node(progress.status()));
    json.set("resources", RecordJson.node(progress.resources()));
    json.put("page", "http://" + progress.domain());
    ObjectNode links = json.putObject("links").put("self", path(progress.view().id()));
    if (progress.instance() != null) {
      String instance = InstanceJson.path(progress.instance().id());
      links.put("instance", instance).put("history", instance + "/history");
    }
    return json;
  }

  /** The path of a sign-up; its id may contain any characters. */
  static String path(CommandId id) {
    return "/v1/signups/"
        + URLEncoder.encode(id.value(), StandardCharsets.UTF_8).replace("+", "%20");
  }
}
