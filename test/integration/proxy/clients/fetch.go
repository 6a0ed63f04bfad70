// Go's own client as a program uses it that sets nothing: one line of JSON for each URL.
package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"time"
)

func main() {
	client := &http.Client{Timeout: 10 * time.Second}
	for _, url := range os.Args[1:] {
		said := map[string]any{"url": url}
		if response, err := client.Get(url); err != nil {
			said["error"] = err.Error()
		} else {
			body, _ := io.ReadAll(response.Body)
			response.Body.Close()
			said["status"], said["body"] = response.StatusCode, string(body)
		}
		json.NewEncoder(os.Stdout).Encode(said)
	}
}
