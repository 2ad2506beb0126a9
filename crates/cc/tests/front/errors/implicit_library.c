int main(void) {
    printf("hi\n");
    char *p = malloc(10);
    uint32_t n = strlen(p);
    return n;
}
