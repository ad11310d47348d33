/*
 * A bare loop over crypt(3) in several processes: the most guesses that these
 * cores can make for a given hash.
 * Usage: crypt-loop SETTING SECONDS [PROCESSES]; prints guesses a second
 * and, for a machine with other work to do, guesses for each second of
 * processor time.
 */
#include <crypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
of(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

/* Guesses until `end`, or -1. */
static long
loop(const char *setting, double end)
{
	static struct crypt_data data;
	char word[32];
	long n = 0;

	while (seconds() < end) {
		const char *got;

		(void)snprintf(word, sizeof(word), "guess%ld", n);
		got = crypt_r(word, setting, &data);

		if (got == NULL || got[0] == '*')
			return -1;
		n++;
	}
	return n;
}

int
main(int argc, char **argv)
{
	double start = seconds(), end;
	struct rusage use;
	long *n, sum = 0;
	int procs;

	if (argc < 3)
		return 2;
	end = start + strtod(argv[2], NULL);
	procs = argc > 3 ? atoi(argv[3]) : 1;
	if (procs < 1 || procs > 256)
		return 2;
	n = mmap(NULL, sizeof(*n) * (size_t)procs, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (n == MAP_FAILED)
		return 1;
	for (int i = 0; i < procs; i++) {
		pid_t pid = fork();

		if (pid == -1)
			return 1;
		if (pid == 0) {
			n[i] = loop(argv[1], end);
			_exit(n[i] < 0);
		}
	}
	for (int i = 0, status; i < procs; i++)
		if (wait(&status) == -1 || status != 0)
			return 1;
	for (int i = 0; i < procs; i++)
		sum += n[i];
	if (getrusage(RUSAGE_CHILDREN, &use) == -1)
		return 1;
	(void)printf("%.2f %.2f\n", (double)sum / (seconds() - start),
	    (double)sum / (of(&use.ru_utime) + of(&use.ru_stime)));
	return 0;
}
