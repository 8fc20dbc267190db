// Answers in place of the network for the day sheets that were taken along, and for nothing else:
// a sheet's page from the network while there is one, else as it was kept; what pages load from
// what was kept first. What is kept here is the same for everybody: no name, no question.

const CACHE = "oic-along";
const SHEET = /^\/desk\/receptions\/\d+\/along$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && SHEET.test(address.pathname)) {
    event.respondWith(fetch(request).catch(() => kept(address.pathname)));
  } else if (address.pathname.startsWith("/assets/") || address.pathname.endsWith(".webmanifest")) {
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  }
});

async function kept(address) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? Response.error();
}
