/* Load for one messenger on this machine: people connected over Socket.IO, some of whom send, over it or over REST.
 *
 *   load port=8000 people=FILE via=rest|socket rate=N window=N seconds=N warm=N size=N idle=N
 *
 * Every line of FILE is a person: `token chat_id sends`. With rate=0 each sender keeps `window` messages in flight,
 * else `rate` messages a second leave in all, by the clock and not by the answers. With idle=N it only connects, and
 * holds the connections for so long. Prints one line of JSON: what was acknowledged and delivered while it measured,
 * and how late (milliseconds since a message was due).
 *
 * Loopback only; at most 20,000 people and 400 s. One thread and epoll, so that what is measured is not this program.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_PEOPLE = 20000, MOST_SECONDS = 400, TOKEN = 1024, IN_FLIGHT = 1024, BUCKETS = 400000 };
enum State { SHAKING, OPENING, CONNECTING, READY, CLOSED };

typedef struct Link {
  int fd, is_rest, person;
  enum State state;
  unsigned char *rest; /* what was read and is not a whole frame yet */
  size_t kept, room;
  uint64_t due[IN_FLIGHT]; /* when each message in flight should have left, by acknowledgement number */
  unsigned sent;
} Link;

typedef struct {
  char token[TOKEN], chat[32];
  int sends;
  Link *live, *rest[64];
} Person;

static struct { int port, rate, window, size, idle; double seconds, warm; int over_rest; const char *people; }
    ask = {8000, 0, 4, 200, 0, 10, 2, 1, ""};
static Person *people;
static int count, poll_fd, ready, lost, measuring;
static uint64_t acked, delivered, refused, late_ack[BUCKETS], late_delivery[BUCKETS];
static char filler[8192];
static unsigned char page[1 << 20];

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void note(uint64_t *late, uint64_t due) { /* buckets of 10 microseconds */
  uint64_t t = now(), bucket = t > due ? (t - due) / 10000 : 0;
  late[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
}

static double percentile(const uint64_t *late, double share) {
  uint64_t all = 0, seen = 0;
  for (int i = 0; i < BUCKETS; i++) all += late[i];
  for (int i = 0; i < BUCKETS; i++)
    if ((seen += late[i]) > (uint64_t)((double)all * share)) return i / 100.0;
  return -1;
}

static void put(Link *link, const void *data, size_t size) {
  const char *bytes = data;
  while (size) {
    ssize_t done = send(link->fd, bytes, size, MSG_NOSIGNAL);
    if (done > 0) { bytes += done; size -= (size_t)done; continue; }
    if (done < 0 && errno != EAGAIN) return;
    usleep(100);
  }
}

static void say(Link *link, const char *text, size_t size) { /* one masked text frame; the mask is zero */
  static unsigned char frame[10000];
  size_t head = 2;
  frame[0] = 0x81;
  frame[1] = size < 126 ? (unsigned char)(0x80 | size) : 0xfe;
  if (size >= 126) { frame[2] = (unsigned char)(size >> 8); frame[3] = (unsigned char)size; head = 4; }
  memset(frame + head, 0, 4);
  memcpy(frame + head + 4, text, size);
  put(link, frame, head + 4 + size);
}

static void send_message(Link *link, uint64_t due) {
  static uint64_t serial;
  char body[9000], whole[10000];
  Person *person = &people[link->person];
  unsigned number = link->is_rest ? 0 : link->sent++ % IN_FLIGHT; /* one at a time on a line of REST */
  link->due[number] = due;
  serial++;
  int used = snprintf(body, sizeof body, "\"client_id\":\"%08x-0000-4000-8000-%012llx\",\"text\":\"%llu %s\"}",
                      (unsigned)getpid(), (unsigned long long)serial, (unsigned long long)due, filler);
  if (link->is_rest)
    used = snprintf(whole, sizeof whole,
                    "POST /api/chats/%s/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
                    "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n{%s",
                    person->chat, person->token, used + 1, body);
  else
    used = snprintf(whole, sizeof whole, "42%u[\"message:send\",{\"chat_id\":\"%s\",%s]", number, person->chat, body);
  if (link->is_rest) put(link, whole, (size_t)used);
  else say(link, whole, (size_t)used);
}

static void answered(Link *link, unsigned number, int accepted) {
  if (measuring) {
    if (accepted) { acked++; note(late_ack, link->due[number]); }
    else refused++;
  }
  if (!ask.rate) send_message(link, now());
}

static void hear(Link *link, char *text, size_t size) {
  if (text[0] == '2') return say(link, "3", 1);
  if (text[0] == '0') {
    char hello[TOKEN + 32];
    int used = snprintf(hello, sizeof hello, "40{\"token\":\"%s\"}", people[link->person].token);
    link->state = CONNECTING;
    return say(link, hello, (size_t)used);
  }
  if (size < 2 || text[0] != '4') return;
  if (text[1] == '0') { link->state = READY; ready++; }
  else if (text[1] == '4') { fprintf(stderr, "refused: %.*s\n", (int)size, text); exit(1); }
  else if (text[1] == '3') answered(link, (unsigned)atoi(text + 2), memmem(text, size, "\"ok\":true", 9) != NULL);
  else if (text[1] == '2' && measuring && memmem(text, size < 32 ? size : 32, "message:new", 11)) {
    char *said = memmem(text, size, "\"text\":\"", 8);
    delivered++;
    if (said) note(late_delivery, strtoull(said + 8, NULL, 10));
  }
}

static size_t frames(Link *link, unsigned char *data, size_t size) { /* how much of it was whole */
  size_t at = 0;
  while (size - at >= 2) {
    size_t length = data[at + 1] & 127, head = 2;
    if (length == 126 && size - at < 4) break;
    if (length == 126) { length = (size_t)data[at + 2] << 8 | data[at + 3]; head = 4; }
    else if (length == 127) {
      if (size - at < 10) break;
      length = 0;
      for (int i = 2; i < 10; i++) length = length << 8 | data[at + (size_t)i];
      head = 10;
    }
    if (size - at < head + length) break;
    if ((data[at] & 15) == 8) { lost++; link->state = CLOSED; return size; }
    if ((data[at] & 15) == 1) hear(link, (char *)data + at + head, length);
    at += head + length;
  }
  return at;
}

static size_t responses(Link *link, unsigned char *data, size_t size) {
  size_t at = 0;
  for (;;) {
    char *head = (char *)data + at, *end = memmem(head, size - at, "\r\n\r\n", 4);
    if (!end) return at;
    size_t whole = (size_t)(end + 4 - head);
    if (link->state == SHAKING) { link->state = OPENING; return at + whole; }
    char *length = strcasestr(head, "\r\ncontent-length:");
    if (!length || length > end) { fprintf(stderr, "an answer without a length: %.300s\n", head); exit(1); }
    whole += strtoul(length + 17, NULL, 10);
    if (size - at < whole) return at;
    at += whole;
    answered(link, 0, head[9] == '2');
  }
}

static void take(Link *link) {
  memcpy(page, link->rest, link->kept);
  ssize_t got = recv(link->fd, page + link->kept, sizeof page - link->kept - 1, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) { lost++; link->state = CLOSED; epoll_ctl(poll_fd, EPOLL_CTL_DEL, link->fd, NULL); return; }
  size_t size = link->kept + (size_t)got, used = 0;
  page[size] = 0;
  if (link->is_rest || link->state == SHAKING) used = responses(link, page, size);
  if (!link->is_rest && link->state != SHAKING) used += frames(link, page + used, size - used);
  link->kept = size - used;
  if (link->kept > link->room) link->rest = realloc(link->rest, link->room = link->kept * 2);
  memcpy(link->rest, page + used, link->kept);
}

static void listen_until(uint64_t end) {
  static struct epoll_event events[1024];
  for (uint64_t t; (t = now()) < end;) {
    uint64_t left = end - t;
    struct timespec wait = {(time_t)(left / 1000000000u), (long)(left % 1000000000u)};
    int found = epoll_pwait2(poll_fd, events, 1024, &wait, NULL);
    for (int i = 0; i < found; i++) take(events[i].data.ptr);
  }
}

static Link *dial(int person, int is_rest) {
  Link *link = calloc(1, sizeof *link);
  struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons((uint16_t)ask.port)};
  int on = 1;
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  *link = (Link){.fd = socket(AF_INET, SOCK_STREAM, 0), .is_rest = is_rest, .person = person};
  link->state = is_rest ? READY : SHAKING;
  setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(link->fd, (struct sockaddr *)&there, sizeof there)) { perror("connect"); exit(1); }
  fcntl(link->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = link};
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, link->fd, &event);
  static const char shake[] = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                              "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  if (!is_rest) put(link, shake, sizeof shake - 1);
  return link;
}

static void invite(void) {
  FILE *list = fopen(ask.people, "r");
  if (!list) { perror(ask.people); exit(1); }
  people = calloc(MOST_PEOPLE, sizeof *people);
  while (count < MOST_PEOPLE && fscanf(list, "%1023s %31s %d", people[count].token, people[count].chat,
                                       &people[count].sends) == 3) count++;
  fclose(list);
  uint64_t patience = now() + 60000000000u;
  for (int i = 0; i < count; i++) {
    people[i].live = dial(i, 0);
    while (i - ready - lost > 50 && now() < patience) listen_until(now() + 1000000u);
  }
  while (ready + lost < count && now() < patience) listen_until(now() + 5000000u);
  if (ready < count) { fprintf(stderr, "only %d of %d came in\n", ready, count); exit(1); }
  for (int i = 0; i < count; i++)
    for (int k = 0; ask.over_rest && people[i].sends && k < (ask.rate ? 16 : ask.window); k++)
      people[i].rest[k] = dial(i, 1);
}

static void start(uint64_t due, int turn) { /* one message of the next sender, on the next of their lines */
  static int next;
  while (!people[next % count].sends) next++;
  Person *person = &people[next++ % count];
  send_message(ask.over_rest ? person->rest[turn % 16] : person->live, due);
}

static void press(void) {
  for (int i = 0; i < count; i++)
    for (int k = 0; people[i].sends && k < ask.window; k++)
      send_message(ask.over_rest ? people[i].rest[k] : people[i].live, now());
}

static void run(void) {
  uint64_t begin = now(), from = begin + (uint64_t)(ask.warm * 1e9), end = from + (uint64_t)(ask.seconds * 1e9);
  uint64_t due = begin, step = ask.rate ? 1000000000u / (uint64_t)ask.rate : 0;
  int turn = 0;
  if (!ask.rate) press();
  for (uint64_t t; (t = now()) < end;) {
    if (t >= from && !measuring) {
      measuring = 1;
      printf("measuring\n");
      fflush(stdout);
    }
    while (ask.rate && due <= t) { start(due, turn++ / 64); due += step; }
    uint64_t wake = ask.rate ? due : t + 20000000u;
    if (!measuring && wake > from) wake = from;
    listen_until(wake < end ? wake : end);
  }
  measuring = 0;
}

int main(int argc, char **argv) {
  struct rlimit files = {65536, 65536};
  setrlimit(RLIMIT_NOFILE, &files);
  for (int i = 1; i < argc; i++) {
    char *value = strchr(argv[i], '=');
    if (!value) { fprintf(stderr, "expected name=value, not %s\n", argv[i]); return 2; }
    *value++ = 0;
    if (!strcmp(argv[i], "port")) ask.port = atoi(value);
    else if (!strcmp(argv[i], "people")) ask.people = value;
    else if (!strcmp(argv[i], "via")) ask.over_rest = !strcmp(value, "rest");
    else if (!strcmp(argv[i], "rate")) ask.rate = atoi(value);
    else if (!strcmp(argv[i], "window")) ask.window = atoi(value) < 64 ? atoi(value) : 64;
    else if (!strcmp(argv[i], "seconds")) ask.seconds = atof(value) < MOST_SECONDS ? atof(value) : MOST_SECONDS;
    else if (!strcmp(argv[i], "warm")) ask.warm = atof(value) < 60 ? atof(value) : 60;
    else if (!strcmp(argv[i], "size")) ask.size = atoi(value) < 4000 ? atoi(value) : 4000;
    else if (!strcmp(argv[i], "idle")) ask.idle = atoi(value) < MOST_SECONDS ? atoi(value) : MOST_SECONDS;
    else { fprintf(stderr, "there is no %s\n", argv[i]); return 2; }
  }
  memset(filler, 'x', (size_t)(ask.size > 21 ? ask.size - 21 : 1));
  poll_fd = epoll_create1(0);
  invite();
  listen_until(now() + 500000000u);
  if (ask.idle) {
    printf("measuring\n");
    fflush(stdout);
    listen_until(now() + (uint64_t)ask.idle * 1000000000u);
  } else run();
  printf("{\"acked\":%llu,\"delivered\":%llu,\"refused\":%llu,\"lost\":%d,\"seconds\":%.3f,"
         "\"ack_p50\":%.2f,\"ack_p99\":%.2f,\"delivery_p50\":%.2f,\"delivery_p99\":%.2f}\n",
         (unsigned long long)acked, (unsigned long long)delivered, (unsigned long long)refused, lost, ask.seconds,
         percentile(late_ack, .5), percentile(late_ack, .99), percentile(late_delivery, .5),
         percentile(late_delivery, .99));
  return 0;
}
