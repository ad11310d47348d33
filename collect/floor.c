/*
 * The collector runs where it was not built: on glibc 2.28 (Kylin V10, UOS 20,
 * openEuler 20.03). A newer glibc binds six functions to versions that are not
 * there; the linker (--wrap) puts these in their place.
 *
 * glibc 2.33 made fstat a function, 2.34 took libdl and the running of
 * constructors into libc (its NEWS). Versions: the oldest of the architecture.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OLDEST "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define OLDEST "GLIBC_2.17"
#endif

#ifdef OLDEST

#define OLD(alias, name) __asm__(".symver " #alias "," #name "@" OLDEST)

void *old_dlopen(const char *path, int mode);
void *old_dlsym(void *lib, const char *name);
int old_dlclose(void *lib);
int old_start(int (*run)(int, char **, char **), int argc, char **argv,
    void (*init)(int, char **, char **), void (*fini)(void),
    void (*rtld_fini)(void), void *stack_end);
OLD(old_dlopen, dlopen);
OLD(old_dlsym, dlsym);
OLD(old_dlclose, dlclose);
OLD(old_start, __libc_start_main);

void *__wrap_dlopen(const char *path, int mode);
void *__wrap_dlsym(void *lib, const char *name);
int __wrap_dlclose(void *lib);
int __wrap_fstat64(int fd, struct stat *st);
int __wrap_fstatat64(int dir, const char *path, struct stat *st, int flags);
int __wrap___libc_start_main(int (*run)(int, char **, char **), int argc,
    char **argv, void (*init)(int, char **, char **), void (*fini)(void),
    void (*rtld_fini)(void), void *stack_end);

void *
__wrap_dlopen(const char *path, int mode)
{
	return old_dlopen(path, mode);
}

void *
__wrap_dlsym(void *lib, const char *name)
{
	return old_dlsym(lib, name);
}

int
__wrap_dlclose(void *lib)
{
	return old_dlclose(lib);
}

/* On both architectures struct stat is the kernel's. */
int
__wrap_fstat64(int fd, struct stat *st)
{
	return (int)syscall(SYS_fstat, fd, st);
}

int
__wrap_fstatat64(int dir, const char *path, struct stat *st, int flags)
{
	return (int)syscall(SYS_newfstatat, dir, path, st, flags);
}

extern void (*__init_array_start[])(int, char **, char **)
    __attribute__((visibility("hidden")));
extern void (*__init_array_end[])(int, char **, char **)
    __attribute__((visibility("hidden")));
void _init(void);

/* Constructors: libc of old left them to the program, as this one may be. */
static void
construct(int argc, char **argv, char **env)
{
	ptrdiff_t n = __init_array_end - __init_array_start;

	_init();
	for (ptrdiff_t i = 0; i < n; i++)
		__init_array_start[i](argc, argv, env);
}

int
__wrap___libc_start_main(int (*run)(int, char **, char **), int argc,
    char **argv, void (*init)(int, char **, char **), void (*fini)(void),
    void (*rtld_fini)(void), void *stack_end)
{
	return old_start(run, argc, argv, init != NULL ? init : construct, fini,
	    rtld_fini, stack_end);
}

#endif
