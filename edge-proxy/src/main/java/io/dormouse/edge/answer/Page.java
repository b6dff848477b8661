package io.dormouse.edge.answer;

import org.jspecify.annotations.Nullable;

/** The pages of the edge: one small file each, with nothing to load. */
final class Page {

  /** The path of a waiting page's events. */
  static final String EVENTS = "/.dormouse/events";

  static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'";

  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="robots" content="noindex">
      %s<title>%s</title>
      <style>
      :root { color-scheme: light dark }
      body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid;
        place-content: center; text-align: center; padding: 0 1.5rem }
      h1 { font-size: 1.4rem; font-weight: 600; margin: .6rem 0 }
      p { margin: 0; max-width: 32rem; opacity: .75 }
      small { display: block; margin-top: 1.5rem; opacity: .5; overflow-wrap: anywhere }
      .dot { width: .8rem; height: .8rem; margin: 0 auto; border-radius: 50%%;
        background: currentColor; animation: breathe 2s ease-in-out infinite }
      @keyframes breathe { 50%% { opacity: .15; transform: scale(.6) } }
      @media (prefers-reduced-motion: reduce) { .dot { animation: none } }
      </style>
      </head>
      <body>
      <main>
      %s<h1>%s</h1>
      <p>%s</p>
      %s</main>
      %s</body>
      </html>
      """;

  private static final String LISTEN =
      """
      <script>
      (function () {
        var reload = function () { location.reload() };
        var events = new EventSource('%s');
        events.addEventListener('queued', function (event) {
          document.querySelector('p').textContent = JSON.parse(event.data).text;
        });
        events.addEventListener('ready', function () { events.close(); reload() });
        events.addEventListener('ended', function () { events.close(); reload() });
        events.onerror = function () { events.close(); setTimeout(reload, 5000) };
      })();
      </script>
      """
          .formatted(EVENTS);

  /** The last sentence of a page that waits. */
  static final String OPENS_BY_ITSELF = " The page opens by itself when it is ready.";

  private Page() {}

  /** A page that only shows the answer. */
  static String plain(Answer answer, @Nullable String requestId) {
    return FRAME.formatted(
        "",
        escape(answer.title()),
        "",
        escape(answer.title()),
        escape(answer.detail()),
        id(requestId),
        "");
  }

  /** A page that reloads itself when there is news. */
  static String waiting(Answer answer, @Nullable String requestId) {
    return FRAME.formatted(
        "<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>\n",
        escape(answer.title()),
        "<div class=\"dot\" role=\"progressbar\" aria-label=\"waiting\"></div>\n",
        escape(answer.title()),
        escape(answer.detail() + OPENS_BY_ITSELF),
        id(requestId),
        LISTEN);
  }

  private static String id(@Nullable String requestId) {
    return requestId == null ? "" : "<small>Request id: " + escape(requestId) + "</small>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
