// Java's two clients as a program uses them that sets nothing. Arguments: which, then URLs; one line of JSON for each.
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

public class Fetch {
  public static void main(String[] words) {
    for (String url : Arrays.copyOfRange(words, 1, words.length)) {
      try {
        String said = words[0].equals("HttpClient") ? modern(url) : old(url);
        System.out.println("{\"url\":" + quote(url) + "," + said + "}");
      } catch (Exception error) {
        System.out.println("{\"url\":" + quote(url) + ",\"error\":" + quote(causes(error)) + "}");
      }
    }
  }

  private static final HttpClient client = HttpClient.newHttpClient();

  private static String modern(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
    var response = client.send(request, BodyHandlers.ofString());
    return said(response.statusCode(), response.body());
  }

  private static String old(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setReadTimeout(10_000);
    int status = connection.getResponseCode();
    try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return said(status, new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static String said(int status, String body) {
    return "\"status\":" + status + ",\"body\":" + quote(body);
  }

  private static String causes(Throwable error) {
    return error == null ? "" : error + "; " + causes(error.getCause());
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray())
      quoted.append(c < ' ' || c == '"' || c == '\\' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
    return quoted.append('"').toString();
  }
}
