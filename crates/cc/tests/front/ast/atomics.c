/* __atomic_* and __sync_* on words. */
int word;
unsigned *flag;
int atomics(int n) {
    int old = __atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);
    old += __sync_add_and_fetch(&word, n);
    __atomic_store_n(flag, 1, __ATOMIC_RELEASE);
    while (__sync_lock_test_and_set(flag, 1)) ;
    __sync_lock_release(flag);
    int expected = 0;
    if (__atomic_compare_exchange_n(&word, &expected, 5, 0, 5, 5)) return __atomic_load_n(&word, 2);
    __sync_synchronize();
    return __sync_bool_compare_and_swap(&word, old, 3) + __sync_val_compare_and_swap(&word, 3, 4);
}
