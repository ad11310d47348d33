/*
 * A bare loop over crypt(3): the most guesses one core can make for a given
 * hash. Usage: crypt-loop SETTING SECONDS; prints guesses for each second.
 */
#include <crypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	static struct crypt_data data;
	double start = seconds(), limit;
	char word[32];
	long n = 0;

	if (argc != 3)
		return 2;
	limit = strtod(argv[2], NULL);
	while (seconds() - start < limit) {
		(void)snprintf(word, sizeof(word), "guess%ld", n);
		if (crypt_r(word, argv[1], &data) == NULL)
			return 1;
		n++;
	}
	(void)printf("%.2f\n", (double)n / (seconds() - start));
	return 0;
}
