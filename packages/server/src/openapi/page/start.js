// In a file of its own: the page's policy lets no script stand in the page. Nothing is asked of other servers.
globalThis.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  validatorUrl: "none",
});
