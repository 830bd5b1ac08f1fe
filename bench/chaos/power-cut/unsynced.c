/*
 * Loaded into a process before the C library (LD_PRELOAD), keeps beside a folder what a power cut would leave of it: each file
 * in DISK_FOLDER has a twin in DISK_TWIN that gets what was written only when the file is synced, and its name only when the
 * folder is. Shared memory files (-shm) have none: no power cut keeps what is made anew from the rest.
 * A file that is removed is taken for gone at once.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <dirent.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_FD = 4096, MAX_FILES = 64, NAME = 512 };

struct range { off_t from; size_t length; };

struct file {
  char name[NAME];
  int twin;
  struct range *dirty;
  size_t count, room;
};

static struct file files[MAX_FILES];
/* Holds, for each open descriptor, the number of its file; 0 where it is of none; -1 where it is the folder. */
static int file_of[MAX_FD];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(result, name, ...) \
  static result (*real)(__VA_ARGS__); \
  if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static void fail(const char *what) {
  fprintf(stderr, "unsynced: %s\n", what);
  _exit(70);
}

static const char *name_in_folder(const char *path) {
  const char *folder = getenv("DISK_FOLDER");
  size_t length = folder ? strlen(folder) : 0;
  if (length == 0 || strncmp(path, folder, length) != 0) return NULL;
  if (path[length] == 0) return "";
  if (path[length] != '/' || strchr(path + length + 1, '/')) return NULL;
  size_t end = strlen(path);
  return end > 4 && strcmp(path + end - 4, "-shm") == 0 ? NULL : path + length + 1;
}

static void twin_path(char *out, const char *prefix, const char *name) {
  snprintf(out, 2 * NAME, "%s/%s%s", getenv("DISK_TWIN"), prefix, name);
}

static int open_twin(const char *name) {
  char path[2 * NAME];
  twin_path(path, "", name);
  int twin = openat(AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  if (twin >= 0) return twin;
  /* Its name is not on the disk yet. */
  twin_path(path, ".unnamed-", name);
  return openat(AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

static int number_of(const char *name) {
  for (int i = 1; i < MAX_FILES; i++)
    if (strcmp(files[i].name, name) == 0) return i;
  for (int i = 1; i < MAX_FILES; i++)
    if (files[i].name[0] == 0) {
      snprintf(files[i].name, NAME, "%s", name);
      files[i].twin = open_twin(name);
      if (files[i].twin < 0) fail("cannot make a twin");
      files[i].count = 0;
      return i;
    }
  fail("too many files");
  return 0;
}

static int opened(int fd, const char *path) {
  if (fd < 0 || fd >= MAX_FD) return fd;
  const char *name = name_in_folder(path);
  pthread_mutex_lock(&lock);
  file_of[fd] = !name ? 0 : name[0] == 0 ? -1 : number_of(name);
  pthread_mutex_unlock(&lock);
  return fd;
}

static void written(int fd, off_t from, ssize_t length) {
  if (length <= 0 || fd >= MAX_FD || file_of[fd] <= 0) return;
  pthread_mutex_lock(&lock);
  struct file *file = &files[file_of[fd]];
  if (file->count == file->room) {
    file->room = file->room ? 2 * file->room : 64;
    file->dirty = realloc(file->dirty, file->room * sizeof(struct range));
    if (!file->dirty) fail("no memory");
  }
  file->dirty[file->count++] = (struct range){from, (size_t)length};
  pthread_mutex_unlock(&lock);
}

static void name_twins(void) {
  DIR *folder = opendir(getenv("DISK_TWIN"));
  if (!folder) fail("no folder for twins");
  const char prefix[] = ".unnamed-";
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (strncmp(entry->d_name, prefix, sizeof prefix - 1) != 0) continue;
    char from[2 * NAME], to[2 * NAME];
    twin_path(from, "", entry->d_name);
    twin_path(to, "", entry->d_name + sizeof prefix - 1);
    if (rename(from, to) != 0) fail("cannot name a twin");
  }
  closedir(folder);
}

static void copy_range(int from, int to, struct range range) {
  char buffer[65536];
  while (range.length > 0) {
    size_t want = range.length < sizeof buffer ? range.length : sizeof buffer;
    ssize_t got = pread64(from, buffer, want, range.from);
    /* It was cut off behind the last write. */
    if (got <= 0) return;
    static ssize_t (*write_at)(int, const void *, size_t, off64_t);
    if (!write_at) write_at = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    if (write_at(to, buffer, (size_t)got, range.from) != got) fail("cannot write a twin");
    range.from += got;
    range.length -= (size_t)got;
  }
}

static void synced(int fd) {
  if (fd >= MAX_FD || file_of[fd] == 0) return;
  pthread_mutex_lock(&lock);
  if (file_of[fd] < 0) name_twins();
  else {
    struct file *file = &files[file_of[fd]];
    struct stat now, then;
    for (size_t i = 0; i < file->count; i++) copy_range(fd, file->twin, file->dirty[i]);
    file->count = 0;
    static int (*cut)(int, off64_t);
    if (!cut) cut = (int (*)(int, off64_t))dlsym(RTLD_NEXT, "ftruncate64");
    if (fstat(fd, &now) || fstat(file->twin, &then)) fail("cannot measure");
    if (now.st_size != then.st_size && cut(file->twin, now.st_size)) fail("cannot cut a twin");
  }
  pthread_mutex_unlock(&lock);
}

int open(const char *path, int flags, ...) {
  REAL(int, "open", const char *, int, ...);
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
  va_end(more);
  return opened(real(path, flags, mode), path);
}

int open64(const char *path, int flags, ...) {
  REAL(int, "open64", const char *, int, ...);
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
  va_end(more);
  return opened(real(path, flags, mode), path);
}

int close(int fd) {
  REAL(int, "close", int);
  if (fd >= 0 && fd < MAX_FD) file_of[fd] = 0;
  return real(fd);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t from) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  ssize_t done = real(fd, bytes, length, from);
  written(fd, from, done);
  return done;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t);
  ssize_t done = real(fd, bytes, length);
  if (fd >= 0 && fd < MAX_FD && file_of[fd] > 0) written(fd, lseek(fd, 0, SEEK_CUR) - done, done);
  return done;
}

int fsync(int fd) {
  REAL(int, "fsync", int);
  int failed = real(fd);
  if (!failed) synced(fd);
  return failed;
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int);
  int failed = real(fd);
  if (!failed) synced(fd);
  return failed;
}

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  int failed = real(path);
  const char *name = failed ? NULL : name_in_folder(path);
  if (!name || !name[0]) return failed;
  char twin[2 * NAME];
  pthread_mutex_lock(&lock);
  twin_path(twin, "", name);
  real(twin);
  twin_path(twin, ".unnamed-", name);
  real(twin);
  for (int i = 1; i < MAX_FILES; i++)
    if (strcmp(files[i].name, name) == 0) files[i].name[0] = 0;
  pthread_mutex_unlock(&lock);
  return failed;
}
